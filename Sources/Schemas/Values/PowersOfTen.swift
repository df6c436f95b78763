/// 10^0 to 10^19, all that fit in 64 bits.
enum PowersOfTen {
    @inline(__always)
    static subscript(_ exponent: Int) -> UInt64 {
        var power: UInt64 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }
}
