package import Schemas

extension ExactDecimal {
    /// The nearest value with at most so many decimal places; of two that are equally near, the one whose last digit is
    /// even.
    package func rounded(toPlaces places: Int) -> ExactDecimal {
        guard self.coefficient != 0, self.exponent < -places else { return self }
        // A coefficient has 19 digits at most, so that nothing is left without 20.
        guard self.exponent >= -places - 19 else { return ExactDecimal(coefficient: 0, exponent: -places) }
        let unit = (0..<(-places - self.exponent)).reduce(UInt64(1)) { unit, _ in unit * 10 }
        let (whole, rest) = self.coefficient.magnitude.quotientAndRemainder(dividingBy: unit)
        let isUp = rest > unit / 2 || (rest == unit / 2 && whole % 2 == 1)
        // At least one digit was taken away, so that one more fits.
        let magnitude = Int64(whole) + (isUp ? 1 : 0)
        return ExactDecimal(coefficient: self.coefficient < 0 ? -magnitude : magnitude, exponent: -places)
    }
}
