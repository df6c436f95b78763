extension [UInt8] {
    /// Appends a number in decimal digits, without a string in between.
    mutating func appendDecimal(_ number: Int) {
        if number < 0 { self.append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        var divisor: UInt = 1
        while magnitude / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            self.append(UInt8(ascii: "0") + UInt8(magnitude / divisor % 10))
            divisor /= 10
        }
    }

    /// The decimal digits of a number.
    init(decimal number: Int) {
        self = []
        self.appendDecimal(number)
    }
}
