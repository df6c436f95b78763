/// How long a request took.
struct ProcessTime {
    private let start = ContinuousClock.now

    /// The seconds until now with six decimals, as in `0.000482`.
    var seconds: String {
        let (seconds, attoseconds) = self.start.duration(to: .now).components
        var fraction = attoseconds / 1_000_000_000_000
        // Digits by hand: formatting a `Double` takes longer than some requests.
        let digits = String(unsafeUninitializedCapacity: 7) { buffer in
            buffer[0] = UInt8(ascii: ".")
            for index in stride(from: 6, to: 0, by: -1) {
                buffer[index] = UInt8(ascii: "0") + UInt8(fraction % 10)
                fraction /= 10
            }
            return 7
        }
        return String(seconds) + digits
    }
}
