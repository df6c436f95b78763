/// Text as lines of at most 76 printable ASCII characters (RFC 2045, 6.7).
enum QuotedPrintable {
    private static let mostCharacters = 76
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// - Returns: the lines, with CR LF between them. A line of the text may end by CR LF, LF or CR.
    static func encode(_ text: String) -> String {
        var result: [UInt8] = []
        var column = 0
        let bytes = Array(text.utf8)
        var index = 0
        func isBreak(at index: Int) -> Bool { index >= bytes.count || bytes[index] == 0x0A || bytes[index] == 0x0D }

        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 0x0A || byte == 0x0D {
                if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
                result += [0x0D, 0x0A]
                column = 0
                continue
            }
            // White space at the end of a line might be stripped on the way.
            let isPlain =
                byte == 0x20 || byte == 0x09 ? !isBreak(at: index) : (0x21...0x7E).contains(byte) && byte != 0x3D
            let width = isPlain ? 1 : 3
            // A line that goes on ends with an equals sign.
            if column + width > Self.mostCharacters - (isBreak(at: index) ? 0 : 1) {
                result += [0x3D, 0x0D, 0x0A]
                column = 0
            }
            result += isPlain ? [byte] : [0x3D, Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
            column += width
        }
        return String(decoding: result, as: UTF8.self)
    }
}
