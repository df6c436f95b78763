import HTTPTypes
import HummingbirdTesting
import NIOCore
import Schemas
import TestSupport
import Testing

@testable import RouteKit

@Suite struct RouteTests {
    @Test func sendsWhatTheHandlerReturns() async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: "/things?name=lamp&limit=3", method: .get)
            #expect(response.status == .ok)
            #expect(response.text == #"{"name":"lamp","count":3}"#)
            #expect(response.headers[.contentType] == "application/json")
            #expect(response.headers[.contentLength] == "25")
        }
    }

    @Test func sendsEncodedJSONAsItIs() async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: "/things/lamp", method: .get)
            #expect(response.text == #"{"name":"lamp","count":1}"#)
        }
    }

    @Test func answersHeadWithoutABody() async throws {
        try await ToyAPI().test(.live) { client in
            for uri in ["/things", "/nothing"] {
                let get = try await client.execute(uri: uri, method: .get)
                let head = try await client.execute(uri: uri, method: .head)
                #expect(head.status == get.status && head.status == (uri == "/things" ? .ok : .notFound))
                #expect(head.headers[.contentLength] == get.headers[.contentLength])
                #expect(head.body.readableBytes == 0)
            }
        }
    }

    @Test(arguments: [
        ("/things", HTTPRequest.Method.delete, "GET, HEAD, POST, OPTIONS"),
        ("/things/", .patch, "GET, HEAD, POST, OPTIONS"),
        ("/things/lamp", .post, "GET, HEAD, PUT, OPTIONS"),
        ("/me", .put, "GET, HEAD, OPTIONS"),
    ])
    func refusesOtherMethods(uri: String, method: HTTPRequest.Method, allowed: String) async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: uri, method: method)
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == allowed)
            #expect(response.text == #"{"detail":"Method Not Allowed"}"#)
        }
    }

    @Test func tellsTheMethodsToOptions() async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: "/me", method: .options)
            #expect(response.status == .noContent)
            #expect(response.headers[.allow] == "GET, HEAD, OPTIONS")
        }
    }

    @Test(arguments: ["/", "/nothing", "/things/lamp/shade", "/%ff", "//nothing//"])
    func knowsNoOtherPaths(uri: String) async throws {
        try await ToyAPI().test { client in
            for method in [HTTPRequest.Method.get, .post, .options] {
                let response = try await client.execute(uri: uri, method: method)
                #expect(response.status == .notFound)
                #expect(response.text == #"{"detail":"Not Found"}"#)
            }
        }
    }

    @Test(arguments: [
        ("none", #"{"detail":"Thing not found"}"#), ("sold", #"{"detail":"Thing is sold","code":"thing_sold"}"#),
    ])
    func tellsTheCodeOfARefusalThatHasOne(name: String, body: String) async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: "/things/\(name)", method: .get)
            #expect(response.status == .notFound)
            #expect(response.text == body)
        }
    }

    @Test func tellsNothingAboutUnexpectedErrors() async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: "/broken", method: .get)
            #expect(response.status == .internalServerError)
            #expect(response.text == #"{"detail":"Internal Server Error"}"#)
        }
    }

    @Test(arguments: [
        (nil, 401), ("", 401), ("Bearer", 401), ("Bearer ", 401), ("Basic admin", 401), ("admin", 401),
        ("Bearer nobody", 401), ("Bearer user", 200), ("bearer user", 200), ("BEARER  admin", 200),
        ("Bearer user admin", 401), ("Bearer us\u{E9}r", 401), ("Beareruser", 401),
    ])
    func askForALogin(authorization: String?, status: Int) async throws {
        try await ToyAPI().test { client in
            var headers = HTTPFields()
            headers[.authorization] = authorization
            let response = try await client.execute(uri: "/me", method: .get, headers: headers)
            #expect(response.status.code == status)
            #expect((response.headers[.wwwAuthenticate] == "Bearer") == (status == 401))
        }
    }

    /// Limit, login, role, then input: each is reported only when what comes before is fine.
    @Test func checksInOrder() async throws {
        let api = ToyAPI()
        try await api.test { client in
            let wrong = ByteBuffer(string: #"{"name":""}"#)
            let uri = "/things/a-name-of-more-than-20-letters"
            for (role, status) in [(nil, 401), ("user", 403), ("admin", 422)] {
                var headers = HTTPFields()
                headers[.authorization] = role.map { "Bearer \($0)" }
                let response = try await client.execute(uri: uri, method: .put, headers: headers, body: wrong)
                #expect(response.status.code == status)
                guard status == 422 else { continue }
                #expect(response.text.contains(#""loc":["path","name"]"#))
                #expect(response.text.contains(#""loc":["body","name"]"#))
            }
            #expect(api.calls.names.isEmpty)
        }
    }
}
