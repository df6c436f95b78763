import HTTPTypes
import HummingbirdTesting
import Testing

@testable import RouteKit

@Suite struct ParameterTests {
    @Test(arguments: [
        ("lamp", "lamp"), ("a+b", "a b"), ("a%20b", "a b"), ("a%2Bb", "a+b"), ("%C3%A9", "é"), ("%c3%a9", "é"),
        ("%", "%"), ("%2", "%2"), ("%zz", "%zz"), ("%ff", "\u{FFFD}"), ("a%00b", "a\u{0}b"), ("", ""),
    ])
    func decodesPercentEncoding(text: String, expected: String) {
        #expect(PercentEncoding.decode(text, plusIsSpace: true) == expected)
    }

    @Test func plusIsAPlusInAPath() {
        #expect(PercentEncoding.decode("a+b", plusIsSpace: false) == "a+b")
    }

    @Test(arguments: [
        ("/things", #"{"name":"all","count":20}"#),
        ("/things?", #"{"name":"all","count":20}"#),
        ("/things?&&=&=1&limit=5&", #"{"name":"all","count":5}"#),
        ("/things?name=red+lamp", #"{"name":"red lamp","count":20}"#),
        ("/things?name=a%3Db=c", #"{"name":"a=b=c","count":20}"#),
        ("/things?n%61me=x", #"{"name":"x","count":20}"#),
        ("/things?limit=1&limit=2", #"{"name":"all","count":2}"#),
        ("/things/?name=%E2%82%AC", #"{"name":"€","count":20}"#),
        ("/things/red%20lamp", #"{"name":"red lamp","count":1}"#),
        ("/things/a%2Fb", #"{"name":"a/b","count":1}"#),
        ("/things/%ff", #"{"name":"\#u{FFFD}","count":1}"#),
    ])
    func readsParameters(uri: String, expected: String) async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: uri, method: .get)
            #expect(response.status == .ok)
            #expect(response.text == expected)
        }
    }

    @Test(arguments: [
        ("/things?limit=0", ["query", "limit"], "greater_than_equal"),
        ("/things?limit=101", ["query", "limit"], "less_than_equal"),
        ("/things?limit=five", ["query", "limit"], "int_parsing"),
        ("/things?limit=", ["query", "limit"], "int_parsing"),
        ("/things/a-name-of-more-than-20-letters", ["path", "name"], "string_too_long"),
    ])
    func reportsWhatIsWrong(uri: String, location: [String], type: String) async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: uri, method: .get)
            #expect(response.status == .unprocessableContent)
            let place = location.map { "\"\($0)\"" }.joined(separator: ",")
            #expect(response.text.hasPrefix(#"{"detail":[{"loc":[\#(place)],"#))
            #expect(response.text.hasSuffix(#""type":"\#(type)"}]}"#))
        }
    }
}
