import Hummingbird

/// What stands between the parts of a body (RFC 2046, section 5.1.1).
public struct MultipartBoundary: Hashable, Sendable {
    let text: String

    /// nil for a text that can't be a boundary.
    public init?(_ text: String) {
        guard 1...70 ~= text.utf8.count, text.last != " ", text.utf8.allSatisfy(Self.mayContain) else { return nil }
        self.text = text
    }

    /// The boundary that a request's `Content-Type` names.
    ///
    /// - Throws: `HTTPError` 415 for another media type, 400 where there is no boundary.
    init(contentType: String?) throws(HTTPError) {
        let parsed = contentType.flatMap { HeaderParameters($0) }
        let type =
            parsed?.value
            ?? contentType.map { HeaderParameters.trimmed($0.utf8.prefix { $0 != UInt8(ascii: ";") }).lowercased() }
        guard type == "multipart/form-data" else {
            throw HTTPError(
                .unsupportedMediaType, message: "The body must be a form: send Content-Type: multipart/form-data")
        }
        guard let boundary = parsed?["boundary"].flatMap({ MultipartBoundary($0) }) else {
            throw HTTPError(.badRequest, message: "The Content-Type has no valid boundary")
        }
        self = boundary
    }

    private static func mayContain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "'()+_,-./:=? ".utf8.contains(byte)
        }
    }
}
