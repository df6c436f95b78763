import BSON
import Crypto
import FoundationEssentials
import Idempotency
import Schemas

/// Keeps what is stored about requests and answers from those who can read the database.
///
/// A request may hold a password, which a plain hash of it would give away to an attacker who tries passwords: faster than
/// bcrypt's. An answer may hold a token. The keys follow from the secrets that sign tokens.
struct AnswerSeal: Sendable {
    private struct Keys: Sendable {
        let fingerprint: SymmetricKey
        let answer: SymmetricKey

        init(secret: String) {
            func key(_ use: String) -> SymmetricKey {
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data(use.utf8), outputByteCount: 32)
            }
            self.fingerprint = key("bodega: fingerprints of requests")
            self.answer = key("bodega: kept answers")
        }
    }

    /// The present one first.
    private let keys: [Keys]

    /// - Parameter secrets: the present one first, then the one of before, if there is one.
    init(secrets: [String]) {
        self.keys = secrets.map(Keys.init)
    }

    /// What a request is known by.
    func fingerprint(of request: KeyedRequest) -> String { Self.fingerprint(of: request, self.keys[0]) }

    /// Whether a fingerprint is a request's, made with any of the secrets.
    func matches(_ fingerprint: String, _ request: KeyedRequest) -> Bool {
        self.keys.contains { Self.fingerprint(of: request, $0) == fingerprint }
    }

    /// - Parameter id: what the answer belongs to: as that of another claim it can't be opened.
    /// - Throws: `BSONEncodingError` when the answer is longer than a document may be.
    func seal(_ answer: KeptAnswer, for id: String) throws -> Data {
        let bytes = try BSONDocument(encoding: answer).withBytes { Data($0) }
        let box = try AES.GCM.seal(bytes, using: self.keys[0].answer, authenticating: Data(id.utf8))
        // Nil only for a nonce of another length than the ordinary one.
        return box.combined!
    }

    /// - Throws: `CryptoKitError` when it was not sealed here for the same claim; `ValidationError`.
    func open(_ sealed: Data, for id: String) throws -> KeptAnswer {
        let box = try AES.GCM.SealedBox(combined: sealed)
        let aad = Data(id.utf8)
        let opened = self.keys.lazy.compactMap { try? AES.GCM.open(box, using: $0.answer, authenticating: aad) }.first
        guard let opened else { throw CryptoKitError.authenticationFailure }
        return try BSONDocument(bytes: Array(opened)).decoded()
    }

    private static func fingerprint(of request: KeyedRequest, _ keys: Keys) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: request.content, using: keys.fingerprint)
        return Data(code).base64EncodedString()
    }
}
