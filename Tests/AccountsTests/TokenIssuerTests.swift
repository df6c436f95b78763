import BSON
import Foundation
import JWTKit
import Schemas
import Testing

@testable import Accounts

@Suite struct TokenIssuerTests {
    private let user = User(email: "a@example.com", hashedPassword: "-")

    private func issuer(
        _ secret: String = "a secret for tests", algorithm: TokenAlgorithm = .hs256
    ) async -> TokenIssuer {
        await TokenIssuer(TokenSettings(secret: secret, algorithm: algorithm))
    }

    @Test(arguments: TokenAlgorithm.allCases)
    func aTokenNamesItsUser(algorithm: TokenAlgorithm) async throws {
        let issuer = await self.issuer(algorithm: algorithm)
        let token = try await issuer.token(for: self.user, in: nil)
        #expect(await issuer.claims(of: token.accessToken)?.subject == self.user.id)
    }

    @Test func anExpiredTokenNamesNobody() async throws {
        let issuer = await self.issuer()
        let token = try await issuer.token(for: self.user, in: nil, now: Date(timeIntervalSinceNow: -901))
        #expect(await issuer.claims(of: token.accessToken) == nil)
    }

    @Test func aTokenOfAnotherKeyOrAlgorithmNamesNobody() async throws {
        let issuer = await self.issuer()
        let others = [await self.issuer("another secret"), await self.issuer(algorithm: .hs512)]
        for other in others {
            let token = try await other.token(for: self.user, in: nil)
            #expect(await issuer.claims(of: token.accessToken) == nil)
        }
    }

    @Test func aTokenThatWasChangedNamesNobody() async throws {
        let issuer = await self.issuer()
        let token = try await issuer.token(for: self.user, in: nil).accessToken
        // The token itself is known from here on.
        #expect(await issuer.claims(of: token)?.subject == self.user.id)
        let parts = token.split(separator: ".").map(String.init)
        let other = try await issuer.token(for: User(email: "b@example.com", hashedPassword: "-"), in: nil).accessToken
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
        for forgery in forgeries { #expect(await issuer.claims(of: forgery) == nil, "\(forgery)") }
    }

    /// A part of a token, 0 for its header and 1 for its claims.
    private func part(_ index: Int, of token: String) throws -> JSONNode {
        var text = token.split(separator: ".")[index].replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        return try JSONNode(json: [UInt8](#require(Data(base64Encoded: text))))
    }

    @Test func aTokenCarriesWhatItMust() async throws {
        let issuer = await TokenIssuer(TokenSettings(secret: "s", issuer: "me", audience: "you", lifetime: 60))
        let now = Date(timeIntervalSince1970: 2_000_000_000.5)
        let token = try await issuer.token(for: self.user, in: nil, now: now).accessToken
        let claims = try self.part(1, of: token)
        #expect(claims["iss"] == "me" && claims["aud"] == "you" && claims["role"] == "user")
        #expect(claims["sub"] == .string(self.user.id.hexString))
        #expect(claims["iat"] == 2_000_000_000 && claims["exp"] == 2_000_000_060)
        let header = try self.part(0, of: token)
        #expect(header["alg"] == "HS256" && header["typ"] == "JWT")
        guard case .string(let key)? = header["kid"] else { throw Missing() }
        #expect(key.count == 16)
        // Two tokens of one moment are not the same.
        let other = try await issuer.token(for: self.user, in: nil, now: now).accessToken
        #expect(try self.part(1, of: other)["jti"] != claims["jti"])
    }

    private struct Missing: Error {}

    @Test(arguments: [("other", nil), ("bodega", "other")] as [(String, String?)])
    func aTokenForOthersNamesNobody(issuer name: String, audience: String?) async throws {
        let settings = TokenSettings(secret: "a secret for tests", issuer: name, audience: audience)
        let token = try await TokenIssuer(settings).token(for: self.user, in: nil)
        #expect(await self.issuer().claims(of: token.accessToken) == nil)
    }

    /// Libraries refuse a token with an audience unless they are told which to expect.
    @Test func aTokenHasNoAudienceUnlessOneIsSet() async throws {
        let token = try await self.issuer().token(for: self.user, in: nil).accessToken
        #expect(try self.part(1, of: token)["aud"] == nil)
    }

    @Test func aTokenWithTheFormerDefaultAudienceIsBelieved() async throws {
        let former = TokenSettings(secret: "a secret for tests", audience: "bodega")
        let token = try await TokenIssuer(former).token(for: self.user, in: nil).accessToken
        #expect(await self.issuer().claims(of: token)?.subject == self.user.id)
    }

    @Test func whereAnAudienceIsSetATokenWithoutOneNamesNobody() async throws {
        let token = try await self.issuer().token(for: self.user, in: nil).accessToken
        let strict = TokenSettings(secret: "a secret for tests", audience: "shop")
        #expect(await TokenIssuer(strict).claims(of: token) == nil)
    }

    @Test func aTokenThatDoesNotCountYetNamesNobody() async throws {
        let now = Int(Date.now.timeIntervalSince1970)
        let issuer = await self.issuer()
        #expect(try await issuer.claims(of: self.token(nbf: now - 10))?.subject == self.user.id)
        #expect(try await issuer.claims(of: self.token(nbf: now + 60)) == nil)
    }

    @Test func aTokenWithACriticalExtensionNamesNobody() async throws {
        let issuer = await self.issuer()
        for crit in [["exp"], ["unknown"], []] {
            #expect(try await issuer.claims(of: self.token(crit: crit)) == nil)
        }
    }

    /// A token that the issuer's key has signed.
    private func token(nbf: Int? = nil, crit: [String]? = nil) async throws -> String {
        let keys = JWTKeyCollection()
        let key = TokenKey(secret: "a secret for tests")
        await keys.add(hmac: key.key, digestAlgorithm: .sha256)
        var header = JWTHeader()
        header.kid = key.id.string
        if let crit { header.crit = crit }
        let claims = Claims(
            iss: "bodega", aud: nil, sub: self.user.id.hexString, role: "user", iat: 0,
            exp: Int(Date.now.timeIntervalSince1970) + 60, nbf: nbf, jti: "1")
        return try await keys.sign(claims, header: header)
    }

    @Test func twoKeysAreKnownWhileOneIsReplaced() async throws {
        let old = await self.issuer("old secret")
        let both = await TokenIssuer(TokenSettings(secret: "new secret", previousSecret: "old secret"))
        let new = await self.issuer("new secret")
        let before = try await old.token(for: self.user, in: nil).accessToken
        let after = try await both.token(for: self.user, in: nil).accessToken
        for _ in 0..<2 {
            // The second time it is remembered.
            #expect(await both.claims(of: before)?.subject == self.user.id)
            #expect(await both.claims(of: after)?.subject == self.user.id)
        }
        #expect(await new.claims(of: after)?.subject == self.user.id)
        #expect(await new.claims(of: before) == nil)
        #expect(await old.claims(of: after) == nil)
    }

    /// A token that lies about its key is refused, though one of the keys did sign it.
    @Test func aTokenMustNameItsKey() async throws {
        let both = await TokenIssuer(TokenSettings(secret: "new secret", previousSecret: "old secret"))
        let keys = JWTKeyCollection()
        let key = TokenKey(secret: "new secret")
        await keys.add(hmac: key.key, digestAlgorithm: .sha256)
        let claims = Claims(
            iss: "bodega", aud: "bodega", sub: self.user.id.hexString, role: "user", iat: 0,
            exp: Int(Date.now.timeIntervalSince1970) + 60, nbf: nil, jti: "1")
        func token(_ kid: String?) async throws -> String {
            var header = JWTHeader()
            header.kid = kid
            return try await keys.sign(claims, header: header)
        }
        #expect(try await both.claims(of: token(key.id.string))?.subject == self.user.id)
        for kid in [nil, "", "x", TokenKey(secret: "old secret").id.string] {
            #expect(try await both.claims(of: token(kid)) == nil)
        }
    }

    private struct Claims: JWTPayload {
        let iss: String
        let aud: String?
        let sub, role: String
        let iat, exp: Int
        let nbf: Int?
        let jti: String

        func verify(using algorithm: some JWTAlgorithm) {}
    }
}
