import Crypto
import FoundationEssentials

/// The codes of an authenticator: RFC 6238 with HMAC-SHA-1, six digits and steps of half a minute, which every authenticator
/// knows.
struct TOTP: Sendable {
    static let digits = 6
    /// The length of a step in seconds.
    static let period = 30

    let secret: Data

    /// A new secret: 20 bytes, as many as SHA-1's.
    static func randomSecret() -> Data { SymmetricKey(size: .init(bitCount: 160)).withUnsafeBytes { Data($0) } }

    /// The number of the step in which a moment lies.
    static func step(at moment: Date) -> Int {
        Int((moment.timeIntervalSince1970 / Double(Self.period)).rounded(.down))
    }

    /// The code of a step, with its leading zeros.
    func code(at step: Int) -> String {
        let counter = withUnsafeBytes(of: Int64(step).bigEndian) { Data($0) }
        let digest = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: self.secret)))
        let offset = Int(digest[19] & 0xF)
        let number = digest[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.count) + text
    }

    /// The step whose code is given: that of a moment, or the one before it for those who type slowly. A clock that is fast
    /// is of no use.
    ///
    /// - Returns: nil for another code.
    func step(of code: String, at moment: Date) -> Int? {
        let step = Self.step(at: moment)
        return [step, step - 1].first { self.code(at: $0) == code }
    }
}
