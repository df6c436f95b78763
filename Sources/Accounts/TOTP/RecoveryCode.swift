import BSON
import Crypto
import FoundationEssentials

/// What logs in once in place of an authenticator that was lost: 80 random bits in four groups, as `7K3D-0QXM-…`.
struct RecoveryCode: Hashable, Sendable {
    /// How many an account gets.
    static let count = 10
    private static let length = 16

    /// Without separators, in upper case.
    private let text: String

    private init(text: String) { self.text = text }

    static func random() -> RecoveryCode {
        let bytes = SymmetricKey(size: .init(bitCount: 5 * Self.length)).withUnsafeBytes { Data($0) }
        return RecoveryCode(text: Base32.encoded(bytes, Base32.readable))
    }

    /// Reads what a user gives back: letter case, blanks and hyphens do not matter, and letters that no code has are
    /// the digits that they look like.
    ///
    /// - Returns: nil for what can't be one.
    init?(_ given: String) {
        let lookalikes: [Character: Character] = ["O": "0", "I": "1", "L": "1"]
        let text = String(given.uppercased().filter { !$0.isWhitespace && $0 != "-" }.map { lookalikes[$0] ?? $0 })
        guard text.utf8.count == Self.length, text.utf8.allSatisfy(Base32.readable.contains) else { return nil }
        self.text = text
    }

    /// As the user sees it.
    var grouped: String {
        let characters = Array(self.text)
        return stride(from: 0, to: characters.count, by: 4).map { String(characters[$0..<$0 + 4]) }
            .joined(separator: "-")
    }

    /// What is stored of it. With as many bits nobody finds a code to a hash; the account in it makes equal codes of two
    /// accounts different.
    func hash(of userID: ObjectID) -> Data {
        Data(SHA256.hash(data: Data("\(userID.hexString):\(self.text)".utf8)))
    }
}
