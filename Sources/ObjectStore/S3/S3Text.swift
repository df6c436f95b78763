/// The text of a store's answer, of which elements are taken by their names. It knows as much of XML as these answers have:
/// elements that hold no element of their own name, and no attributes where they are looked for.
struct S3Text {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// What elements of a name hold, in their order.
    func elements(_ name: String) -> [S3Text] {
        let (start, end) = (Array("<\(name)>".utf8), Array("</\(name)>".utf8))
        var (found, rest) = ([S3Text](), self.bytes)
        while let begin = Self.index(of: start, in: rest) {
            rest = rest[(begin + start.count)...]
            guard let close = Self.index(of: end, in: rest) else { break }
            found.append(S3Text(rest[..<close]))
            rest = rest[(close + end.count)...]
        }
        return found
    }

    func element(_ name: String) -> S3Text? { self.elements(name).first }

    /// The text, without references to characters.
    var text: String {
        var (decoded, rest) = ([UInt8](), self.bytes)
        while let next = rest.popFirst() {
            guard next == UInt8(ascii: "&"), let end = rest.prefix(12).firstIndex(of: UInt8(ascii: ";")),
                let character = Self.character(String(decoding: rest[..<end], as: UTF8.self))
            else {
                decoded.append(next)
                continue
            }
            decoded += Array(String(character).utf8)
            rest = rest[(end + 1)...]
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func character(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let number =
                name.hasPrefix("#x")
                ? UInt32(name.dropFirst(2), radix: 16)
                : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
            return number.flatMap { Unicode.Scalar($0) }
        }
    }

    private static func index(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var rest = bytes
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            if rest[start...].starts(with: pattern) { return start }
            rest = rest[(start + 1)...]
        }
        return nil
    }
}
