import Crypto
import Foundation
import HTTPTypes
import ShopAPI
import Testing

/// What browsers are told not to do with answers.
@Suite struct SecurityHeaderTests {
    private func value(_ name: String, _ reply: Reply) -> String? { reply.headers[HTTPField.Name(name)!] }

    @Test func everyAnswerHasThem() async throws {
        try await withShop { shop in
            let preflight: HTTPFields = [
                .origin: "http://localhost:3000", .init("Access-Control-Request-Method")!: "GET",
            ]
            let replies = try await [
                shop.get("/products"), shop.get("/products/gaming-laptop-pro"), shop.get("/products/none"),
                shop.get("/products?limit=0"), shop.get("/cart"), shop.get("/nowhere"), shop.get("/health"),
                shop.delete("/products"), shop.post("/auth/signup", "{"), shop.get("/openapi.json"),
                shop.send(.options, "/products", headers: preflight), shop.send(.head, "/products"),
                shop.get("/docs"), shop.get("/redoc"), shop.get("/docs/assets/none"),
            ]
            for reply in replies {
                #expect(self.value("X-Content-Type-Options", reply) == "nosniff")
                #expect(self.value("Referrer-Policy", reply) == "no-referrer")
                #expect(self.value("Cross-Origin-Resource-Policy", reply) == "same-origin")
                let policy = self.value("Content-Security-Policy", reply)
                #expect(policy?.hasPrefix("default-src 'none'; ") == true)
                #expect(policy?.hasSuffix("frame-ancestors 'none'") == true)
                // Nobody said that the shop is behind HTTPS.
                #expect(self.value("Strict-Transport-Security", reply) == nil)
            }
        }
    }

    @Test func whoHasHTTPSCanSaySo() async throws {
        func secure(_ settings: inout Settings) { settings.strictTransport = .seconds(31_536_000) }
        try await withShop(configure: secure) { shop in
            for path in ["/products", "/docs", "/nowhere"] {
                let reply = try await shop.get(path)
                #expect(self.value("Strict-Transport-Security", reply) == "max-age=31536000")
            }
        }
    }

    /// A page may run its own script and load its own files, wherever these are.
    @Test(arguments: [true, false])
    func pagesMayDoWhatTheyDo(hasAssets: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "docs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        if hasAssets {
            for name in ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "redoc.standalone.js"] {
                try Data().write(to: folder.appending(path: name))
            }
        }
        func place(_ settings: inout Settings) { settings.docsAssets = folder.path }
        try await withShop(configure: place) { shop in
            for path in ["/docs", "/redoc"] {
                let page = try await shop.get(path)
                let directives = try #require(self.value("Content-Security-Policy", page)).split(separator: "; ")
                func sources(_ name: String) -> [Substring] {
                    directives.first { $0.hasPrefix(name + " ") }?.split(separator: " ").dropFirst().map { $0 } ?? []
                }
                #expect(self.value("Cross-Origin-Opener-Policy", page) == "same-origin")
                for match in page.text.matches(of: /<script src="([^"]+)">/) {
                    #expect(sources("script-src").contains(hasAssets ? "'self'" : match.1))
                }
                for match in page.text.matches(of: /<link rel="stylesheet" href="([^"]+)">/) {
                    #expect(sources("style-src").contains(hasAssets ? "'self'" : match.1))
                }
                for match in page.text.matches(of: /<script>([^<]+)<\/script>/) {
                    let hash = Data(SHA256.hash(data: Data(match.1.utf8))).base64EncodedString()
                    #expect(sources("script-src").contains("'sha256-\(hash)'"))
                }
                #expect(!sources("script-src").contains { $0.hasPrefix("'unsafe") || $0 == "*" || $0 == "https:" })
                #expect(sources("connect-src") == ["'self'"])
            }
        }
    }

    @Test func tokensAndPersonalDataAreNotKept() async throws {
        try await withShop { shop in
            let signup = try await shop.post("/auth/signup", #"{"email": "a@b.co", "password": "SecurePass123"}"#)
            let token = try #require(signup["access_token"]?.text)
            let admin = try await shop.admin()
            let order = try await shop.order(1, quantity: 1, as: token)
            let replies = try await [
                signup, shop.logIn("a@b.co", "SecurePass123"), shop.get("/auth/me", token: token),
                shop.get("/cart", token: token), shop.get("/orders", token: token),
                shop.get("/orders/\(order)", token: token), shop.get("/orders/admin/all", token: admin),
                shop.post("/payments/confirm?order_id=\(order)", "", token: token),
            ]
            for reply in replies {
                #expect(reply.status == 200)
                #expect(reply.headers[.cacheControl] == "no-store")
            }
            #expect(try await shop.get("/products", token: token).headers[.cacheControl] == "no-cache")
        }
    }
}
