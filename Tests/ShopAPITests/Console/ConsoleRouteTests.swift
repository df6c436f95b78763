import Foundation
import HTTPTypes
import RouteKit
import ShopAPI
import Testing

/// The files of `/console` over HTTP.
@Suite(.timeLimit(.minutes(30)))
struct ConsoleRouteTests {
    private static let script = "export const answer = 42\n"

    /// A shop whose console is a page, a module in each folder, and the given libraries.
    private func withConsole(
        libraries: [String] = ["bootstrap.min.css", "mithril.js", "chart.min.js"],
        _ body: @Sendable (ShopClient, _ folder: URL) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "console-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = folder.appending(path: "files")
        try FileManager.default.createDirectory(
            at: files.appending(path: "pages"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "libraries"), withIntermediateDirectories: true)
        try Data("<!DOCTYPE html><title>A console</title>".utf8).write(to: files.appending(path: "index.html"))
        for name in ["app.js", "pages/orders.js", ".hidden.js", "notes.txt", "icon.svg", "console.css"] {
            try Data(Self.script.utf8).write(to: files.appending(path: name))
        }
        try Data("secret".utf8).write(to: folder.appending(path: "secret.js"))
        for name in libraries {
            try Data("library".utf8).write(to: folder.appending(path: "libraries/\(name)"))
        }
        func place(_ settings: inout Settings) {
            settings.consoleFiles = files.path
            settings.consoleLibraries = folder.appending(path: "libraries").path
        }
        try await withShop(configure: place) { shop in try await body(shop, files) }
    }

    @Test func thePageRunsNothingButFilesOfTheShop() async throws {
        try await self.withConsole { shop, _ in
            for path in ["/console", "/console/"] {
                let page = try await shop.get(path)
                #expect(page.status == 200 && page.text.contains("A console"))
                #expect(page.headers[.contentType] == "text/html; charset=utf-8")
                #expect(
                    page.headers[.contentSecurityPolicy] == """
                        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                        connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
                        """)
                #expect(page.headers[.init("Cross-Origin-Opener-Policy")!] == "same-origin")
            }
            #expect(try await shop.send(.head, "/console").status == 200)
        }
    }

    @Test(arguments: [
        ("/console/app.js", "text/javascript; charset=utf-8"),
        ("/console/pages/orders.js", "text/javascript; charset=utf-8"),
        ("/console/libraries/mithril.js", "text/javascript; charset=utf-8"), ("/console/icon.svg", "image/svg+xml"),
        ("/console/libraries/bootstrap.min.css", "text/css; charset=utf-8"),
        ("/console/console.css", "text/css; charset=utf-8"),
    ])
    func aFileHasItsTypeAndIsSentOnce(path: String, type: String) async throws {
        try await self.withConsole { shop, _ in
            let file = try await shop.get(path)
            #expect(file.status == 200 && file.headers[.contentType] == type)
            #expect(file.headers[.cacheControl] == "no-cache")
            #expect(file.headers[.init("X-Content-Type-Options")!] == "nosniff")
            let tag = try #require(file.headers[.eTag])
            let again = try await shop.get(path, headers: [.ifNoneMatch: tag])
            #expect(again.status == 304 && again.body.isEmpty && again.headers[.eTag] == tag)
            #expect(try await shop.get(path, headers: [.ifNoneMatch: "\"another\""]).status == 200)
        }
    }

    @Test func aChangedFileIsAnotherOneAtOnce() async throws {
        try await self.withConsole { shop, folder in
            let before = try await shop.get("/console/app.js")
            // As long as the one before.
            try Data(Self.script.replacing("42", with: "43").utf8).write(to: folder.appending(path: "app.js"))
            let after = try await shop.get("/console/app.js", headers: [.ifNoneMatch: before.headers[.eTag] ?? ""])
            #expect(after.status == 200 && after.text.contains("43"))
            try FileManager.default.removeItem(at: folder.appending(path: "app.js"))
            #expect(try await shop.get("/console/app.js").status == 404)
        }
    }

    @Test(arguments: [
        "/console/none.js", "/console/none/app.js", "/console/.hidden.js", "/console/notes.txt", "/console/pages",
        "/console/..%2fsecret.js", "/console/%2e%2e/secret.js", "/console/pages/..%2f..%2fsecret.js",
        "/console/libraries/..%2fsecret.js", "/console/../secret.js", "/console/./secret.js", "/console/..secret.js",
        "/console/pages/..", "/console/app.js%00", "/console/app.js%2f", "/console/app..js", "/console/%61pp.js%20",
    ])
    func nothingElseIsSent(path: String) async throws {
        try await self.withConsole { shop, _ in
            let reply = try await shop.get(path)
            #expect(reply.status == 404 && reply.detail != nil)
            #expect(!reply.text.contains("secret") && !reply.text.contains("answer"))
        }
    }

    /// Nobody has fetched them, or not all.
    @Test(arguments: [[], ["bootstrap.min.css", "mithril.js"]])
    func withoutItsLibrariesThePageSaysHowToGetThem(libraries: [String]) async throws {
        try await self.withConsole(libraries: libraries) { shop, folder in
            let page = try await shop.get("/console")
            #expect(page.status == 503 && page.text.contains("scripts/dev console-ui"))
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; script-src 'self'; ") == true)
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(try await shop.get("/products").status == 200)
            let place = folder.deletingLastPathComponent().appending(path: "libraries")
            for name in ["bootstrap.min.css", "mithril.js", "chart.min.js"] {
                try Data("library".utf8).write(to: place.appending(path: name))
            }
            #expect(try await shop.get("/console").status == 200)
        }
    }

    @Test func theDescriptionOfTheAPIDoesNotNameIt() async throws {
        try await self.withConsole { shop, _ in
            let description = try await shop.get("/openapi.json").text
            #expect(!description.contains("/console"))
        }
    }
}
