import BSON
import Foundation
import Testing

@testable import Commerce

@Suite struct TokenIssuerTests {
    private let user = User(email: "a@example.com", hashedPassword: "-")

    private func issuer(
        _ secret: String = "a secret for tests", algorithm: TokenAlgorithm = .hs256
    ) async -> TokenIssuer {
        await TokenIssuer(secret: secret, algorithm: algorithm, lifetime: 900)
    }

    @Test(arguments: TokenAlgorithm.allCases)
    func aTokenNamesItsUser(algorithm: TokenAlgorithm) async throws {
        let issuer = await self.issuer(algorithm: algorithm)
        let token = try await issuer.token(for: self.user)
        #expect(await issuer.subject(of: token.accessToken) == self.user.id)
    }

    @Test func anExpiredTokenNamesNobody() async throws {
        let issuer = await self.issuer()
        let token = try await issuer.token(for: self.user, now: Date(timeIntervalSinceNow: -901))
        #expect(await issuer.subject(of: token.accessToken) == nil)
    }

    @Test func aTokenOfAnotherKeyOrAlgorithmNamesNobody() async throws {
        let issuer = await self.issuer()
        let others = [await self.issuer("another secret"), await self.issuer(algorithm: .hs512)]
        for other in others {
            let token = try await other.token(for: self.user)
            #expect(await issuer.subject(of: token.accessToken) == nil)
        }
    }

    @Test func aTokenThatWasChangedNamesNobody() async throws {
        let issuer = await self.issuer()
        let token = try await issuer.token(for: self.user).accessToken
        // The token itself is known from here on.
        #expect(await issuer.subject(of: token) == self.user.id)
        let parts = token.split(separator: ".").map(String.init)
        let other = try await issuer.token(for: User(email: "b@example.com", hashedPassword: "-")).accessToken
        let otherParts = other.split(separator: ".").map(String.init)
        let none = Data("{\"alg\":\"none\",\"typ\":\"JWT\"}".utf8).base64EncodedString()
            .replacingOccurrences(of: "=", with: "")
        let lying = Data("{\"alg\":\"HS512\",\"typ\":\"JWT\"}".utf8).base64EncodedString()
            .replacingOccurrences(of: "=", with: "")
        let forgeries = [
            "", ".", "..", "abc", "a.b.c", parts[0] + "." + otherParts[1] + "." + parts[2], token + "x",
            parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".", none + "." + parts[1] + ".",
            none + "." + parts[1] + "." + parts[2], lying + "." + parts[1] + "." + parts[2], " " + token,
        ]
        for forgery in forgeries { #expect(await issuer.subject(of: forgery) == nil, "\(forgery)") }
    }
}
