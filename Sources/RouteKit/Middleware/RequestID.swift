import Synchronization

/// The name of a request, which the client or a proxy may have given it.
///
/// It is ours and not the framework's, which takes its own from the logger's metadata and stops the process where
/// a log handler keeps none.
enum RequestID {
    private static let start = UInt64.random(in: .min ... .max)
    private static let count = Atomic<UInt64>(0)

    /// 32 hex digits that no other request has: random where the process began, and scrambled counting from there,
    /// because the system's random numbers cost a system call each.
    static func unique() -> String {
        let number = self.count.wrappingAdd(1, ordering: .relaxed).newValue
        return String(unsafeUninitializedCapacity: 32) { buffer in
            for half in 0..<2 {
                var bits = Self.scrambled(half == 0 ? Self.start &+ number : ~Self.start ^ number)
                for index in 0..<16 {
                    let digit = UInt8(truncatingIfNeeded: bits & 15)
                    buffer[half * 16 + index] = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
                    bits >>= 4
                }
            }
            return 32
        }
    }

    /// The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014), which
    /// gives different numbers for different numbers.
    private static func scrambled(_ number: UInt64) -> UInt64 {
        var bits = number &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
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
