/// Writes bits into bytes, the most significant first as JPEG has it or the least significant first as deflate and GIF.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var bits: UInt64 = 0
    private var count = 0
    private let isMostSignificantFirst: Bool

    init(mostSignificantFirst: Bool) {
        self.isMostSignificantFirst = mostSignificantFirst
    }

    mutating func write(_ value: Int, bits width: Int) {
        if self.isMostSignificantFirst {
            self.bits = self.bits << UInt64(width) | UInt64(value)
        } else {
            self.bits |= UInt64(value) << UInt64(self.count)
        }
        self.count += width
        while self.count >= 8 {
            if self.isMostSignificantFirst {
                let byte = UInt8(truncatingIfNeeded: self.bits >> UInt64(self.count - 8))
                self.bytes.append(byte)
                // In JPEG 0xFF begins a marker, unless a zero follows.
                if byte == 0xFF { self.bytes.append(0) }
            } else {
                self.bytes.append(UInt8(truncatingIfNeeded: self.bits))
                self.bits >>= 8
            }
            self.count -= 8
        }
    }

    /// Fills the last byte: with ones in JPEG, else with zeros.
    mutating func finish() {
        while self.count > 0 {
            self.write(self.isMostSignificantFirst ? 1 : 0, bits: 1)
        }
    }
}

/// A number as bytes, the most significant first.
func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// A number as bytes, the least significant first.
func little(_ value: Int, _ count: Int) -> [UInt8] {
    big(value, count).reversed()
}
