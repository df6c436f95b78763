import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import RouteKit

@Suite struct RequestBodyTests {
    @Test(arguments: [
        (nil, 201), ("application/json", 201), ("Application/JSON; charset=utf-8", 201), ("application/json ;a=b", 201),
        ("application/merge-patch+json", 201), ("text/plain", 415), ("application/x-www-form-urlencoded", 415),
        ("application/jsonp", 415), ("text/json", 415), ("application/xml", 415),
    ])
    func takesJSONOnly(contentType: String?, status: Int) async throws {
        try await ToyAPI().test { client in
            var headers = HTTPFields()
            headers[.contentType] = contentType
            let response = try await client.execute(
                uri: "/things", method: .post, headers: headers, body: ByteBuffer(string: #"{"name":"lamp"}"#))
            #expect(response.status.code == status)
        }
    }

    @Test(arguments: [("gzip", 415), ("br, gzip", 415), ("identity", 201), ("Identity", 201), ("", 201)])
    func aCompressedBodyIsRefused(coding: String, status: Int) async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(
                uri: "/things", method: .post, headers: [.contentEncoding: coding],
                body: ByteBuffer(string: #"{"name":"lamp"}"#))
            #expect(response.status.code == status)
            guard status == 415 else { return }
            #expect(response.text.contains("Content-Encoding"))
            #expect(response.headers[.acceptEncoding] == "identity")
        }
    }

    @Test(arguments: [
        ("", #"{"loc":["body"],"msg":"Field required","type":"missing"}"#),
        ("{}", #"{"loc":["body","name"],"msg":"Field required","type":"missing"}"#),
        ("[]", #""loc":["body"],"#),
        ("null", #""loc":["body"],"#),
        (#"{"name":"#, #"{"loc":["body",8],"msg":"JSON decode error"#),
        (#"{"name":"lamp"} x"#, #""type":"json_invalid"}"#),
        (#"{"name":{"$gt":""}}"#, #""loc":["body","name"],"msg":"Input should be a valid string","#),
        (#"{"name":"","count":0}"#, #""loc":["body","count"]"#),
    ])
    func reportsWhatIsWrong(body: String, expected: String) async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(
                uri: "/things", method: .post, body: body.isEmpty ? nil : ByteBuffer(string: body))
            #expect(response.status == .unprocessableContent)
            #expect(response.text.hasPrefix(#"{"detail":[{"#))
            #expect(response.text.contains(expected))
        }
    }

    @Test func refusesInvalidUTF8() async throws {
        try await ToyAPI().test { client in
            let body = ByteBuffer(bytes: Array(#"{"name":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8))
            let response = try await client.execute(uri: "/things", method: .post, body: body)
            #expect(response.status == .unprocessableContent)
            #expect(response.text.contains("json_invalid"))
        }
    }

    @Test func survivesDeepNesting() async throws {
        var api = ToyAPI()
        api.maximumBodySize = 1 << 20
        try await api.test { client in
            let body = ByteBuffer(string: #"{"x":"# + String(repeating: "[", count: 500_000))
            let response = try await client.execute(uri: "/things", method: .post, body: body)
            #expect(response.status == .unprocessableContent)
        }
    }

    @Test func refusesLargeBodies() async throws {
        try await ToyAPI().test { client in
            for (size, status) in [(64, 422), (65, 413), (100_000, 413)] {
                let response = try await client.execute(
                    uri: "/things", method: .post, body: ByteBuffer(repeating: UInt8(ascii: " "), count: size))
                #expect(response.status.code == status)
                #expect(status != 413 || response.text == #"{"detail":"The body must not exceed 64 bytes"}"#)
            }
        }
    }

    /// A body in chunks has no length to refuse at once.
    @Test func refusesLargeBodiesWhileTheyCome() async throws {
        let (chunks, source) = AsyncStream<ByteBuffer>.makeStream()
        for _ in 0..<3 { source.yield(ByteBuffer(repeating: UInt8(ascii: " "), count: 30)) }
        let request = Request(
            head: HTTPRequest(
                method: .post, scheme: nil, authority: nil, path: "/", headerFields: [.transferEncoding: "chunked"]),
            body: RequestBody(asyncSequence: chunks))
        let error = await #expect(throws: HTTPError.self) {
            _ = try await request.decodedBody(Thing.self, maximumSize: 64)
        }
        #expect(error?.status == .contentTooLarge)
    }

    @Test func ignoresABodyThatIsNotAskedFor() async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(
                uri: "/me", method: .get, headers: [.authorization: "Bearer user", .contentType: "text/plain"],
                body: ByteBuffer(string: "what"))
            #expect(response.status == .ok)
        }
    }
}
