/// Numbers that look random and are the same each time: SplitMix64.
package struct SampleNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(_ seed: Int) {
        self.state = UInt64(bitPattern: Int64(seed)) &* 0x9e37_79b9_7f4a_7c15
    }

    package mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var value = self.state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    /// A number below a limit.
    package mutating func below(_ limit: Int) -> Int { Int(self.next() % UInt64(limit)) }
}
