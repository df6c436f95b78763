import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import Testing

@testable import Accounts

/// An account whose logins need a code, and its holder's authenticator.
struct AccountWithTOTP: Sendable {
    let email: String
    let token: String
    let authenticator: TOTP
    let recoveryCodes: [String]

    /// What the authenticator shows now.
    var code: String { self.authenticator.code(at: TOTP.step(at: .now)) }
}

extension ShopClient {
    /// Opens an account and switches TOTP on.
    func signUpWithTOTP(_ email: String = "a@example.com") async throws -> AccountWithTOTP {
        let token = try await self.signUp(email)
        let authenticator = try await self.setUpTOTP(token)
        let code = authenticator.code(at: TOTP.step(at: .now))
        let reply = try await self.confirmTOTP(code, token: token)
        #expect(reply.status == 200)
        try await self.forgetStep()
        return AccountWithTOTP(
            email: email, token: token, authenticator: authenticator,
            recoveryCodes: reply["recovery_codes"]?.elements.compactMap(\.text) ?? [])
    }

    func setUpTOTP(_ token: String, password: String = "SecurePass123") async throws -> TOTP {
        let reply = try await self.post("/api/v1/auth/totp", #"{"password": "\#(password)"}"#, token: token)
        #expect(reply.status == 200)
        return TOTP(secret: try #require(Data(base32: reply["secret"]?.text ?? "")))
    }

    func confirmTOTP(_ code: String, token: String) async throws -> Reply {
        try await self.post("/api/v1/auth/totp/confirm", #"{"code": "\#(code)"}"#, token: token)
    }

    func switchTOTPOff(_ code: String, password: String = "SecurePass123", token: String) async throws -> Reply {
        try await self.send(
            .delete, "/api/v1/auth/totp", body: Array(#"{"password": "\#(password)", "code": "\#(code)"}"#.utf8),
            headers: [.contentType: "application/json", .authorization: "Bearer \(token)"])
    }

    /// Tries credentials at `/api/v1`.
    func logIn(_ email: String, code: String?, password: String = "SecurePass123") async throws -> Reply {
        let code = code.map { #", "code": "\#($0)""# } ?? ""
        return try await self.post(
            "/api/v1/auth/login", #"{"email": "\#(email)", "password": "\#(password)"\#(code)}"#)
    }

    /// How many documents a collection has.
    func count(_ collection: String) async throws -> Int {
        try await self.database.run(["count": .string(collection)])["n"]?.intValue ?? 0
    }

    /// Makes it long ago that codes were used, so that the present one counts.
    func forgetStep() async throws {
        try await self.update("authenticators", [:], ["$set": ["last_step": 0]])
    }
}

extension Data {
    /// - Returns: nil for what is no base 32.
    fileprivate init?(base32 text: String) {
        let values = text.utf8.compactMap { Base32.standard.firstIndex(of: $0) }
        guard values.count == text.utf8.count, !text.isEmpty else { return nil }
        let bits = values.flatMap { value in (0..<5).map { value >> (4 - $0) & 1 } }
        self = Data(
            stride(from: 0, through: bits.count - 8, by: 8).map { start in
                UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
            })
    }
}
