import Crypto

/// A request to an S3-compatible store, before it is signed.
struct S3Request: Sendable {
    var method: String
    /// The path below the endpoint, encoded.
    var path: String
    /// In any order, not encoded.
    var query: [(name: String, value: String)] = []
    /// Fields of the head.
    var headers: [(name: String, value: String)] = []
    /// Nil for none.
    var body: [UInt8]?
    /// The longest reply in bytes.
    var maximumReply = 65_536

    /// The address, encoded as it is signed: each byte that is not unreserved as `%41`, parameters in the order of their
    /// names. libcurl signs what it is given, and stores compute the signature of what they have decoded and encoded anew.
    func url(below endpoint: String) -> String {
        let query = self.query.map { (S3Encoding.encode($0.name), S3Encoding.encode($0.value)) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return endpoint + self.path + (query.isEmpty ? "" : "?" + query)
    }

    /// The lines of the head that libcurl does not make itself.
    var lines: [String] {
        self.headers.map { "\($0.name): \($0.value)" }
            + ["x-amz-content-sha256: " + S3Encoding.hex(SHA256.hash(data: self.body ?? []))]
    }
}

/// Texts as requests to S3 carry them.
enum S3Encoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Everything encoded but letters, digits and `-._~`.
    ///
    /// - Parameter keepingSlashes: for a path.
    static func encode(_ text: String, keepingSlashes: Bool = false) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            case UInt8(ascii: "/") where keepingSlashes: encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        String(
            decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)] | 0x20, Self.digits[Int($0 & 15)] | 0x20] },
            as: UTF8.self)
    }
}
