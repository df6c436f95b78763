/// The name of a request, which the client or a proxy may have given it.
///
/// It is ours and not the framework's, which takes its own from the logger's metadata and stops the process where
/// a log handler keeps none.
enum RequestID {
    /// 32 random hex digits.
    static func random() -> String {
        String(unsafeUninitializedCapacity: 32) { buffer in
            for half in 0..<2 {
                var bits = UInt64.random(in: .min ... .max)
                for index in 0..<16 {
                    let digit = UInt8(truncatingIfNeeded: bits & 15)
                    buffer[half * 16 + index] = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
                    bits >>= 4
                }
            }
            return 32
        }
    }

    /// - Returns: nil when the text is not 1 to 128 letters, digits, dots, hyphens or underscores: it goes into
    ///   logs and back into a header.
    static func accepted(_ text: String?) -> String? {
        guard let text, (1...128).contains(text.utf8.count) else { return nil }
        let isFine = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        return isFine ? text : nil
    }
}
