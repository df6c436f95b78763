extension [UInt8] {
    /// The hexadecimal digits of bytes, in lower case.
    init(hexadecimal bytes: some Sequence<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        self = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// 128 random bits in hexadecimal: never the same twice, even for a Redis that lost everything.
    static func randomToken() -> [UInt8] {
        [UInt8](hexadecimal: (0..<16).map { _ in UInt8.random(in: .min ... .max) })
    }
}
