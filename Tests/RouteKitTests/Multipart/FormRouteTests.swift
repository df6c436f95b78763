import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import RouteKit
import Testing

/// Routes that take a form with a file.
@Suite struct FormRouteTests {
    private func post(
        _ body: [UInt8], type: String? = "multipart/form-data; boundary=\"b\"", headers: HTTPFields = [:],
        _ setup: TestingSetup = .router
    ) async throws -> (status: Int, text: String) {
        var api = ToyAPI()
        api.maximumBodySize = 300
        return try await api.test(setup) { [headers] client in
            var headers = headers
            headers[.contentType] = type
            let response = try await client.execute(
                uri: "/pictures/lamp", method: .post, headers: headers, body: ByteBuffer(bytes: body))
            return (Int(response.status.code), response.text)
        }
    }

    private func part(_ name: String, _ content: String) -> String {
        "--b\nContent-Disposition: form-data; name=\"\(name)\"\n\n\(content)\n"
    }

    @Test(arguments: [TestingSetup.router, .live])
    func theHandlerGetsTextsAndFile(setup: TestingSetup) async throws {
        let file = "--b\nContent-Disposition: form-data; name=file; filename=x.png\nContent-Type: image/png\n\nPNG\n"
        for body in [self.part("alt", "ä") + file, file + self.part("other", "x") + self.part("alt", "ä")] {
            let answer = try await self.post(multipartBytes(body + "--b--\n"), setup)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"name":"lamp ä x.png image/png PNG","count":1}"#)
        }
    }

    @Test func everyViolationNamesItsField() async throws {
        let answer = try await self.post(multipartBytes(self.part("count", "x") + "--b--"))
        #expect(answer.status == 422)
        for field in ["alt", "count", "file"] { #expect(answer.text.contains(#"["body","\#(field)"]"#)) }
    }

    @Test func textsMustBeUTF8AndTheFileTheOnlyOne() async throws {
        let alt = multipartBytes("--b\nContent-Disposition: form-data; name=alt\n\n") + [0xFF, 13, 10]
        let files = multipartBytes(self.part("file", "a") + self.part("file", "b") + "--b--")
        let answer = try await self.post(alt + files)
        #expect(answer.status == 422)
        #expect(answer.text.contains(#"{"loc":["body","alt"],"msg":"Input should be UTF-8","type":"string_unicode"}"#))
        #expect(answer.text.contains(#"{"loc":["body","file"],"msg":"There should be one file only""#))
        #expect(answer.text.split(separator: "\"loc\"").count == 3)
    }

    @Test(arguments: [
        (nil, 415), ("application/json", 415), ("multipart/mixed; boundary=b", 415), ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400), ("multipart/form-data; boundary=b; boundary=c", 400),
        ("multipart/form-data; boundary=c", 400), ("Multipart/Form-Data;BOUNDARY=b", 200),
    ])
    func takesFormsOnly(type: String?, status: Int) async throws {
        let body = multipartBytes(self.part("alt", "x") + self.part("file", "y") + "--b--")
        #expect(try await self.post(body, type: type).status == status)
    }

    @Test func aCompressedFormIsRefused() async throws {
        #expect(try await self.post([], headers: [.contentEncoding: "gzip"]).status == 415)
    }

    @Test func aTruncatedFormIsRefusedWithTheReason() async throws {
        let answer = try await self.post(multipartBytes(self.part("alt", "x") + self.part("file", "y")))
        #expect(answer.status == 400)
        #expect(answer.text == #"{"detail":"The body ends in a part, before its last boundary"}"#)
    }

    @Test(arguments: [TestingSetup.router, .live])
    func aFileMayBeAsLongAsTheRouteAllows(setup: TestingSetup) async throws {
        func body(_ size: Int) -> [UInt8] {
            multipartBytes(self.part("alt", "") + self.part("file", String(repeating: "x", count: size)) + "--b--")
        }
        #expect(try await self.post(body(1000), setup).status == 200)
        let answer = try await self.post(body(1001), setup)
        #expect(answer.status == 413 && answer.text == #"{"detail":"The file must not exceed 1000 bytes"}"#)
        #expect(try await self.post(body(100_000), setup).status == 413)
    }

    @Test func textsMayBeAsLongAsTheBodyOfOtherRoutes() async throws {
        let body = self.part("alt", String(repeating: "x", count: 400)) + self.part("file", "") + "--b--"
        #expect(try await self.post(multipartBytes(body)).status == 413)
    }

    @Test func aLongFormIsRefusedWithoutItsLength() async throws {
        let reason = try await ToyAPI().test(.live) { client in
            var body = multipartBytes("--b\nContent-Disposition: form-data; name=file\n\n")
            body += Array(repeating: 0, count: 200_000)
            // Without a length, the body goes out in chunks.
            let response = try await client.execute(
                uri: "/pictures/lamp", method: .post,
                headers: [.contentType: "multipart/form-data; boundary=b", .transferEncoding: "chunked"],
                body: ByteBuffer(bytes: body))
            return response.status
        }
        #expect(reason == .contentTooLarge)
    }
}
