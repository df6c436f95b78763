import BSON
import ShopCore

/// The codes that set another password. Each follows from the job that sends it and from a key of the shop's, so that none needs
/// to be stored: who reads the database learns none.
struct ResetCodes: Sendable {
    private let keys: PurposeKeys

    init(_ settings: TokenSettings) {
        self.keys = PurposeKeys(settings.secrets, for: "bodega codes that reset passwords")
    }

    /// The code of a job: six digits.
    func code(of job: ObjectID) -> String { self.codes(of: job)[0] }

    /// Whether a code is that of a job. It may have been sent before the secret of tokens was replaced.
    func isRight(_ code: String, of job: ObjectID) -> Bool {
        self.codes(of: job).contains { Bcrypt.areEqual(code, $0) }
    }

    private func codes(of job: ObjectID) -> [String] {
        self.keys.codes(of: job.hexString).map { digest in
            // Of 2^64 numbers, no code has noticeably more than another.
            let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000
            return String(String(1_000_000 + number).dropFirst())
        }
    }
}
