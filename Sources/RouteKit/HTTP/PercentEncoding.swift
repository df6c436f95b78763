/// Texts as URLs carry them (RFC 3986).
enum PercentEncoding {
    /// Decodes `%41`, and `+` as a space where forms write it so.
    ///
    /// A percent sign without two digits stands for itself, and bytes that are no UTF-8 become U+FFFD, as
    /// browsers have it: a strange address then names nothing, instead of being an error.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool) -> String {
        let source = text.utf8
        let plus = UInt8(ascii: "+")
        let percent = UInt8(ascii: "%")
        guard source.contains(where: { $0 == percent || ($0 == plus && plusIsSpace) }) else { return String(text) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(source.count)
        var index = source.startIndex
        while index < source.endIndex {
            let byte = source[index]
            source.formIndex(after: &index)
            if byte == plus, plusIsSpace {
                decoded.append(UInt8(ascii: " "))
            } else if byte == percent, let value = Self.hexPair(source[index...].prefix(2)) {
                decoded.append(value)
                source.formIndex(&index, offsetBy: 2)
            } else {
                decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// The target of a request with those characters of its path decoded that mean the same with and without
    /// (RFC 3986, section 6.2.2.2), as in `/%70roducts`.
    ///
    /// - Returns: nil if it has none.
    static func normalized(target: String) -> String? {
        let source = target.utf8
        guard var next = source.firstIndex(of: UInt8(ascii: "%")) else { return nil }
        let end = source.firstIndex(of: UInt8(ascii: "?")) ?? source.endIndex
        var normalized = Array(source[..<next])
        var isNormal = true
        while next < end {
            let byte = source[next]
            source.formIndex(after: &next)
            if byte == UInt8(ascii: "%"), let value = Self.hexPair(source[next..<end].prefix(2)),
                Self.isUnreserved(value)
            {
                normalized.append(value)
                source.formIndex(&next, offsetBy: 2)
                isNormal = false
            } else {
                normalized.append(byte)
            }
        }
        if isNormal { return nil }
        normalized += source[end...]
        return String(decoding: normalized, as: UTF8.self)
    }

    /// A text with everything encoded that would need to be anywhere in an address.
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if self.isUnreserved(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                for digit in [byte >> 4, byte & 15] { encoded.append(Array("0123456789ABCDEF".utf8)[Int(digit)]) }
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(byte)
        }
    }

    private static func hexPair(_ digits: some Collection<UInt8>) -> UInt8? {
        guard digits.count == 2 else { return nil }
        var value: UInt8 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | (digit - 0x30)
            case 0x41...0x46: value = value << 4 | (digit - 0x41 + 10)
            case 0x61...0x66: value = value << 4 | (digit - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }
}
