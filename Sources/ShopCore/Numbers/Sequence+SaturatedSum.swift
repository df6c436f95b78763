extension Sequence<Int> {
    /// The sum, or the nearest number that there is: somebody may have stored any numbers.
    package var saturatedSum: Int {
        self.reduce(0) { sum, number in
            let (larger, overflow) = sum.addingReportingOverflow(number)
            return overflow ? (number < 0 ? .min : .max) : larger
        }
    }
}
