/// A request to Stripe's API.
struct StripeRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    var method: Method
    /// Below the API's address.
    var path: String
    /// The fields of the body, or of the query.
    var fields: [(name: String, value: String)] = []
    /// Nil for a request that changes nothing.
    var idempotencyKey: String?
    /// Whether a second one can't do harm where it is not known what has become of the first, also at a server that keeps no
    /// keys.
    var isRepeatable: Bool

    static func get(_ path: String, _ fields: [(name: String, value: String)] = []) -> StripeRequest {
        StripeRequest(method: .get, path: path, fields: fields, isRepeatable: true)
    }

    static func post(
        _ path: String, _ fields: [(name: String, value: String)] = [], key: String, isRepeatable: Bool = true
    ) -> StripeRequest {
        StripeRequest(method: .post, path: path, fields: fields, idempotencyKey: key, isRepeatable: isRepeatable)
    }

    /// The fields as `application/x-www-form-urlencoded`: `metadata[order_id]` is a name like any other.
    var form: String {
        self.fields.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    /// What an error names it.
    var operation: String { "\(self.method.rawValue) \(self.path)" }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Everything encoded but letters, digits and `-._~`.
    private static func encoded(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
