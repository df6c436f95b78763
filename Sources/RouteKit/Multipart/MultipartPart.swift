import HTTPTypes

/// What the head of a part says about it (RFC 7578, section 4).
public struct MultipartPart: Hashable, Sendable {
    /// The name of the form's field.
    public let name: String
    /// The name of the file on the client's machine, without folders; nil if it is not said. Nothing follows from it.
    public let fileName: String?
    /// The media type, as the client says it.
    public let contentType: String?

    public init(name: String, fileName: String? = nil, contentType: String? = nil) {
        self.name = name
        self.fileName = fileName
        self.contentType = contentType
    }

    /// Reads the lines of a head, each with its line end.
    init(head: String) throws(MultipartError) {
        var disposition: String?
        var contentType: String?
        for (name, value) in try Self.fields(of: head) {
            switch name {
            case "content-disposition":
                guard disposition == nil else {
                    throw MultipartError(.malformed, "A part has more than one Content-Disposition")
                }
                disposition = value
            case "content-type": contentType = value
            case "content-transfer-encoding":
                // RFC 7578, section 4.7: it is not used any more.
                guard ["binary", "8bit", "7bit"].contains(value.lowercased()) else {
                    throw MultipartError(.malformed, "A part has a Content-Transfer-Encoding, which is not taken")
                }
            default: break
            }
        }
        guard let disposition, let parsed = HeaderParameters(disposition), parsed.value == "form-data" else {
            throw MultipartError(.malformed, "A part has no Content-Disposition of form-data")
        }
        guard let name = parsed["name"] else {
            throw MultipartError(.malformed, "The Content-Disposition of a part has no name")
        }
        // RFC 7578, section 4.2, forbids `filename*`, and some clients send it all the same, beside the other.
        let fileName = parsed.extended("filename") ?? parsed["filename"].map { Self.unescaped($0) }
        self.init(
            name: Self.unescaped(name),
            fileName: fileName?.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last.map {
                String($0)
            },
            contentType: contentType)
    }

    /// The names, in lower case, and values of a head's fields.
    private static func fields(of head: String) throws(MultipartError) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        // A line's end is one character.
        for line in head.split(separator: "\r\n") {
            guard !line.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
                throw MultipartError(.malformed, "Lines of a part's head must end with CR LF, and hold no NUL")
            }
            if line.utf8.first == UInt8(ascii: " ") || line.utf8.first == UInt8(ascii: "\t") {
                guard !fields.isEmpty else {
                    throw MultipartError(.malformed, "The head of a part begins with a blank")
                }
                fields[fields.count - 1].value += " " + HeaderParameters.trimmed(line.utf8)
                continue
            }
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")),
                let name = HTTPField.Name(String(line[..<colon]))
            else { throw MultipartError(.malformed, "The head of a part has a line that is no field") }
            fields.append((name.canonicalName, HeaderParameters.trimmed(line[colon...].utf8.dropFirst())))
        }
        return fields
    }

    /// A text with what browsers escape in it: quotation marks and line ends, and nothing else
    /// (<https://html.spec.whatwg.org/#multipart-form-data>).
    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var (result, rest) = ("", text[...])
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            rest = rest[percent...]
            let escape = [("%22", "\""), ("%0D", "\r"), ("%0A", "\n")].first { rest.hasPrefix($0.0) }
            result += escape?.1 ?? "%"
            rest = rest.dropFirst(escape == nil ? 1 : 3)
        }
        return result + rest
    }
}
