import FoundationEssentials

/// Bytes as letters and digits, five bits each.
enum Base32 {
    /// RFC 4648's.
    static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    /// Crockford's, without I, L, O and U: what people copy by hand.
    static let readable = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// - Parameter alphabet: 32 characters of ASCII.
    /// - Returns: the text, without padding.
    static func encoded(_ bytes: Data, _ alphabet: [UInt8]) -> String {
        var text: [UInt8] = []
        var (bits, count) = (0, 0)
        for byte in bytes {
            (bits, count) = ((bits << 8 | Int(byte)) & 0xFFF, count + 8)
            while count >= 5 {
                count -= 5
                text.append(alphabet[bits >> count & 31])
            }
        }
        if count > 0 { text.append(alphabet[bits << (5 - count) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }
}
