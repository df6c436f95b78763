import HTTPTypes
import Schemas
import Testing

@Suite struct BadRequestTests {
    @Test(arguments: [
        ("/nowhere", "GET", 404), ("/products/a/b", "GET", 404), ("/", "GET", 404), ("/products", "POST", 405),
        ("/products", "DELETE", 405), ("/auth/login", "GET", 405), ("/admin/products", "GET", 405),
        ("/cart/add", "PUT", 405),
    ])
    func unknownPathsAndMethods(path: String, method: String, status: Int) async throws {
        try await withShop { shop in
            let reply = try await shop.send(HTTPRequest.Method(rawValue: method)!, path)
            #expect(reply.status == status && reply.detail != nil)
            if status == 405 { #expect(reply.headers[.allow]?.isEmpty == false) }
        }
    }

    @Test func theAllowHeaderNamesTheMethods() async throws {
        try await withShop { shop in
            #expect(try await shop.send(.put, "/auth/login").headers[.allow] == "POST, OPTIONS")
            let allow = try #require(try await shop.send(.post, "/products").headers[.allow])
            #expect(allow.contains("GET") && allow.contains("HEAD") && !allow.contains("POST"))
        }
    }

    @Test(arguments: [
        ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x", 415),
        ("application/xml", 415), ("", 415), ("application/json", 422), ("application/json; charset=utf-8", 422),
        ("Application/JSON", 422), ("application/vnd.api+json", 422),
    ])
    func onlyJSONIsTaken(contentType: String, status: Int) async throws {
        try await withShop { shop in
            let reply = try await shop.send(
                .post, "/auth/login", body: Array("{}".utf8), headers: [.contentType: contentType])
            #expect(reply.status == status)
        }
    }

    @Test func aBodyOverTheLimitIsRefused() async throws {
        try await withShop { shop in
            let large = Array(#"{"email": "a@b.co", "password": ""#.utf8) + Array(repeating: 0x78, count: 1 << 20)
            let reply = try await shop.send(
                .post, "/auth/login", body: large, headers: [.contentType: "application/json"])
            #expect(reply.status == 413 && reply.detail != nil)
            #expect(try await shop.get("/health").status == 200)
        }
    }

    @Test(arguments: [
        Array("{\"email\": \"a".utf8) + [0xFF, 0xFE] + Array("\", \"password\": \"12345678\"}".utf8),
        Array("{\"email\": \"\\ud800\", \"password\": \"12345678\"}".utf8), Array("{'email': 1}".utf8),
        [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], Array("{\"email\": NaN}".utf8), Array("{} {}".utf8), [0x00], [0xC0, 0x80],
        Array(repeating: UInt8(ascii: "["), count: 200_000),
        Array(String(repeating: "{\"a\":", count: 50_000).utf8),
    ])
    func brokenJSONIsOneViolation(body: [UInt8]) async throws {
        try await withShop { shop in
            let reply = try await shop.send(
                .post, "/auth/login", body: body, headers: [.contentType: "application/json"])
            #expect(reply.status == 422)
            #expect(reply.violations.count == 1 && reply.violations.first?.hasSuffix("json_invalid") == true)
        }
    }

    @Test(arguments: [
        "/products/%", "/products/%zz", "/products/%00", "/products/%2e%2e%2f", "/products/%F0%28%8C%28",
        "/products/" + String(repeating: "a", count: 3000), "/products?q=%", "/products?q=%ff",
        "/products?q=" + String(repeating: "x", count: 5000), "/products?&&==&q", "/products?limit=1&limit=2",
        "/orders/%00", "/products?skip=9223372036854775807",
    ])
    func oddAddressesAreClientErrorsAtWorst(path: String) async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let reply = try await shop.get(path, token: token)
            #expect(reply.status < 500 && reply.status >= 200)
            #expect(try await shop.get("/health").status == 200)
        }
    }

    @Test func headAnswersLikeGetWithoutABody() async throws {
        try await withShop { shop in
            let get = try await shop.get("/products")
            let head = try await shop.send(.head, "/products")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers[.contentLength] == get.headers[.contentLength])
        }
    }
}
