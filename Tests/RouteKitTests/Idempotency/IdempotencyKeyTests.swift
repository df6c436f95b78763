import HTTPTypes
import Schemas
import Testing

@testable import RouteKit

/// How the header is read.
@Suite struct IdempotencyKeyTests {
    @Test(arguments: [
        ("5f3b3f0e-1c0f-4b2b-9d0a-7f3c1f1a2e55", "5f3b3f0e-1c0f-4b2b-9d0a-7f3c1f1a2e55"),
        (#""5f3b3f0e""#, "5f3b3f0e"), (#""a key, with \"quotes\" and \\""#, #"a key, with "quotes" and \"#),
        ("a/b+c=:1", "a/b+c=:1"), (String(repeating: "k", count: 255), String(repeating: "k", count: 255)),
    ])
    func keysAreReadWithQuotesAndWithout(header: String, key: String) throws {
        let fields: HTTPFields = [.idempotencyKey: header]
        #expect(try IdempotencyKey(fields)?.text == key)
        #expect(header.wholeMatch(of: try Regex(IdempotencyKey.pattern)) != nil)
    }

    @Test(arguments: [
        "", #""""#, #"""#, #""a"#, #"a""#, #"a"b"#, #""a"b""#, #""\a""#, #""a\""#, "a b", "a,b", "a;b", #""a";p=1"#,
        "ü",
        #"a\b"#, String(repeating: "k", count: 256),
    ])
    func whatIsNoKeyIsRefused(header: String) throws {
        let fields: HTTPFields = [.idempotencyKey: header]
        let error = #expect(throws: ValidationError.self) { try IdempotencyKey(fields) }
        #expect(error?.violations.first?.path == [.field("header"), .field("idempotency-key")])
        #expect(header.wholeMatch(of: try Regex(IdempotencyKey.pattern)) == nil)
    }

    @Test func twoKeysAreNone() throws {
        var fields: HTTPFields = [.idempotencyKey: "a"]
        fields.append(HTTPField(name: .idempotencyKey, value: "b"))
        #expect(throws: ValidationError.self) { try IdempotencyKey(fields) }
    }
}
