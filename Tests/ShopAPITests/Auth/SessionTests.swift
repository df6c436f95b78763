import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Accounts

/// Logins that go on at `/api/v1`: refreshed, listed, ended.
@Suite struct SessionTests {
    private static let credentials = #"{"email": "a@example.com", "password": "SecurePass123"}"#

    /// Opens an account and logs in.
    private func logIn(_ shop: ShopClient) async throws -> Reply {
        if try await shop.user("a@example.com") == nil { _ = try await shop.signUp("a@example.com") }
        let reply = try await shop.post("/api/v1/auth/login", Self.credentials)
        #expect(reply.status == 200)
        return reply
    }

    /// Makes it long ago that refresh tokens were exchanged.
    private func age(_ shop: ShopClient) async throws {
        let change: BSONDocument = [
            "update": "refresh_tokens",
            "updates": [
                [
                    "q": ["rotated_at": ["$type": "date"]], "multi": true,
                    "u": [["$set": ["rotated_at": ["$subtract": ["$rotated_at", 11_000]]]]],
                ]
            ],
        ]
        _ = try await shop.database.run(change)
    }

    @Test func aRefreshTokenGetsTheNextOne() async throws {
        try await withShop { shop in
            let first = try await self.logIn(shop)
            #expect(first["refresh_expires_in"]?.integer == 604_800)
            let second = try await shop.refresh(first)
            #expect(second.status == 200)
            #expect(second["refresh_token"]?.text != first["refresh_token"]?.text)
            #expect(second["user"]?["email"]?.text == "a@example.com")
            #expect(second.headers[.cacheControl] == "no-store")
            #expect(try await shop.isIn(second["access_token"]?.text))
            // The access token of before goes on as long as the session does.
            #expect(try await shop.isIn(first["access_token"]?.text))
        }
    }

    @Test func twentyAtOnceGetTwentySuccessorsThatAllGoOn() async throws {
        try await withShop { shop in
            let first = try await self.logIn(shop)
            let token = try #require(first["refresh_token"]?.text)
            let replies = try await parallel(20) { _ in try await shop.refresh(token: token) }
            #expect(replies.allSatisfy { $0.status == 200 })
            let successors = Set(replies.compactMap { $0["refresh_token"]?.text })
            #expect(successors.count == 20)
            for successor in successors { #expect(try await shop.refresh(token: successor).status == 200) }
        }
    }

    @Test func aTokenThatComesAgainTooLateEndsTheSession() async throws {
        try await withShop { shop in
            let first = try await self.logIn(shop)
            let other = try await self.logIn(shop)
            let token = try #require(first["refresh_token"]?.text)
            let second = try await shop.refresh(token: token)
            try await self.age(shop)
            let again = try await shop.refresh(token: token)
            #expect(again.status == 401)
            #expect(try await shop.refresh(second).status == 401)
            for session in [first, second] { #expect(try await !shop.isIn(session["access_token"]?.text)) }
            // The account's other logins are not concerned.
            #expect(try await shop.isIn(other["access_token"]?.text))
            let entries = try await shop.get(
                "/api/v1/admin/audit?event=refresh_token_reused", token: try await shop.admin())
            #expect(
                entries["items"]?.elements.first?["after"]?["event"]?.text == "refresh_token_reused"
                    && entries["total"]?.integer == 1)
        }
    }

    @Test func aTokenThatNobodyGaveIsRefused() async throws {
        try await withShop { shop in
            for token in ["x", String(repeating: "A", count: 43), "null"] {
                #expect(try await shop.refresh(token: token).status == 401)
            }
            let long = try await shop.refresh(token: String(repeating: "A", count: 201))
            #expect(long.status == 422)
        }
    }

    @Test func aRefreshTokenIsStoredAsItsHash() async throws {
        try await withShop { shop in
            let token = try #require(try await self.logIn(shop)["refresh_token"]?.text)
            let found = try await shop.database.run(["find": "refresh_tokens", "filter": [:]])
            #expect(!"\(found)".contains(token))
        }
    }

    @Test(arguments: ["logout", "logout-all"])
    func aLogoutEndsItsTokens(path: String) async throws {
        try await withShop { shop in
            let (first, other) = (try await self.logIn(shop), try await self.logIn(shop))
            let root = try await shop.post("/auth/login", Self.credentials)
            let reply = try await shop.post("/api/v1/auth/\(path)", "", token: first["access_token"]?.text)
            #expect(reply.status == 204 && reply.body.isEmpty)
            #expect(try await !shop.isIn(first["access_token"]?.text))
            #expect(try await shop.refresh(first).status == 401)
            for session in [other, root] {
                #expect(try await shop.isIn(session["access_token"]?.text) == (path == "logout"))
            }
        }
    }

    @Test func aRevocationEndsTheSessionOfARefreshToken() async throws {
        try await withShop { shop in
            let first = try await self.logIn(shop)
            let token = try #require(first["refresh_token"]?.text)
            for token in [token, token, "unknown"] {
                let reply = try await shop.post("/api/v1/auth/revoke", #"{"refresh_token": "\#(token)"}"#)
                #expect(reply.status == 204)
            }
            #expect(try await !shop.isIn(first["access_token"]?.text))
        }
    }

    @Test func sessionsAreListedAndEndedByTheirOwner() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            let login = try await shop.post(
                "/api/v1/auth/login", Self.credentials, headers: [.userAgent: "Firefox/140.0"])
            let token = try #require(login["access_token"]?.text)
            let list = try await shop.get("/api/v1/auth/sessions", token: token)
            #expect(list["total"]?.integer == 2)
            let items = list["items"]?.elements ?? []
            #expect(items.map { $0["user_agent"]?.text == "Firefox/140.0" } == [true, false])
            #expect(items.map { $0["is_current"] } == [true, false])
            let other = try await shop.signUp()
            let id = try #require(items.first?["id"]?.text)
            #expect(try await shop.delete("/api/v1/auth/sessions/\(id)", token: other).status == 404)
            #expect(try await shop.delete("/api/v1/auth/sessions/nonsense", token: other).status == 404)
            #expect(try await shop.delete("/api/v1/auth/sessions/\(id)", token: token).status == 204)
            #expect(try await shop.get("/api/v1/auth/me", token: token).status == 401)
        }
    }

    @Test func aTokenFromBeforeThereWereSessionsGoesOnUntilAllLoginsEnd() async throws {
        try await withShop { shop in
            let login = try await self.logIn(shop)
            let user = try #require(try await shop.user("a@example.com"))
            let issuer = await TokenIssuer(TokenSettings(secret: shop.settings.jwtSecret))
            let old = try await issuer.token(for: user, in: nil).accessToken
            #expect(try await shop.get("/auth/me", token: old).status == 200)
            _ = try await shop.post("/api/v1/auth/logout-all", "", token: login["access_token"]?.text)
            #expect(try await shop.get("/auth/me", token: old).status == 401)
        }
    }
}
