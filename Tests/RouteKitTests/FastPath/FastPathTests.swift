import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Requests to operations whose answers may be in memory.
@Suite struct FastPathTests {
    @Test func anAnswerInMemoryNeedsNoHandler() async throws {
        let api = ToyAPI()
        try await api.test(.live) { client in
            let response = try await client.execute(uri: "/things/lamp/parts?limit=3", method: .get)
            #expect(response.status == .ok)
            #expect(response.text == #"{"name":"lamp in memory","count":3}"#)
        }
        #expect(api.calls.names.isEmpty)
    }

    @Test func whatIsNotInMemoryIsTheHandlers() async throws {
        let api = ToyAPI()
        try await api.test(.live) { client in
            let response = try await client.execute(uri: "/things/forgotten/parts?limit=3", method: .get)
            #expect(response.text == #"{"name":"forgotten","count":3}"#)
        }
        #expect(api.calls.names == ["parts"])
    }

    @Test func invalidParametersAreTheRoutersToReport() async throws {
        try await ToyAPI().test(.live) { client in
            let response = try await client.execute(uri: "/things/lamp/parts?limit=0", method: .get)
            #expect(response.status == .unprocessableContent)
        }
    }

    /// RFC 3986, section 6.2.2.2: `%70` is a `p`.
    @Test(arguments: [
        ("/t%68ings?name=a", #"{"name":"a","count":20}"#), ("/%74%68%69%6E%67%73", #"{"name":"all","count":20}"#),
        ("/things/l%61mp%2Fx", #"{"name":"lamp/x","count":1}"#), ("/things/%7e", #"{"name":"~","count":1}"#),
    ])
    func anEncodedLetterIsTheLetter(uri: String, expected: String) async throws {
        try await ToyAPI().test(.live) { client in
            let response = try await client.execute(uri: uri, method: .get)
            #expect(response.text == expected)
        }
    }
}
