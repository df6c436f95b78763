import Accounts
import BSON
import Foundation
import ShopAPI
import TestSupport
import Testing

/// Sessions that go on and end at the same time: whatever ends them, nothing that was exchanged meanwhile goes on.
@Suite struct SessionRaceTests {
    private static let email = "a@example.com"
    private static let rounds = 6

    /// Whether any of the tokens of a login is worth something.
    private func isAlive(_ session: Reply, _ shop: ShopClient) async throws -> Bool {
        if try await shop.isIn(session["access_token"]?.text) { return true }
        return try await shop.refresh(session).status == 200
    }

    /// Exchanges a refresh token a few times while something ends its session.
    private func refreshWhile(
        _ shop: ShopClient, _ end: @Sendable (_ session: Reply) async throws -> Reply
    ) async throws {
        let session = try await shop.v1LogIn(Self.email)
        #expect(session.status == 200)
        async let exchanges = parallel(4) { _ in try await shop.refresh(session) }
        let end = try await end(session)
        #expect((200..<300).contains(end.status))
        let successors = try await exchanges
        #expect(successors.allSatisfy { [200, 401].contains($0.status) })
        for successor in successors + [session] { #expect(try await !self.isAlive(successor, shop)) }
    }

    @Test func noSuccessorOutlivesALogout() async throws {
        try await withShop { shop in
            _ = try await shop.signUp(Self.email)
            for round in 0..<Self.rounds {
                try await self.refreshWhile(shop) { session in
                    if round % 2 == 0 {
                        return try await shop.post("/api/v1/auth/logout", "", token: session["access_token"]?.text)
                    }
                    let token = session["refresh_token"]?.text ?? ""
                    return try await shop.post("/api/v1/auth/revoke", #"{"refresh_token": "\#(token)"}"#)
                }
            }
            #expect(try await shop.orphanedTokens() == 0)
        }
    }

    @Test func noSuccessorOutlivesABan() async throws {
        try await withShop { shop in
            _ = try await shop.signUp(Self.email)
            let (admin, user) = (try await shop.admin(), try #require(try await shop.user(Self.email)))
            let path = "/api/v1/admin/users/\(user.id.hexString)/ban"
            for _ in 0..<Self.rounds {
                try await self.refreshWhile(shop) { _ in
                    try await shop.patch(path, #"{"banned": true, "reason": "Fraud"}"#, token: admin)
                }
                #expect(try await shop.patch(path, #"{"banned": false}"#, token: admin).status == 200)
            }
            #expect(try await shop.orphanedTokens() == 0)
        }
    }

    @Test func noSuccessorOutlivesAnotherPassword() async throws {
        try await withShop { shop in
            _ = try await shop.signUp(Self.email)
            for _ in 0..<Self.rounds {
                let owner = try await shop.v1LogIn(Self.email)
                try await self.refreshWhile(shop) { _ in
                    // The same once more is another hash, too.
                    let body =
                        #"{"current_password": "\#(ShopClient.password)", "new_password": "\#(ShopClient.password)"}"#
                    return try await shop.post(
                        "/api/v1/auth/change-password", body, token: owner["access_token"]?.text)
                }
                #expect(try await self.isAlive(owner, shop))
            }
            #expect(try await shop.orphanedTokens() == 0)
        }
    }

    /// A login is there altogether after all have been ended, or not at all; those of before are not.
    @Test func aLoginIsWholeOrNotThereBesideALogoutEverywhere() async throws {
        try await withShop { shop in
            _ = try await shop.signUp(Self.email)
            for _ in 0..<Self.rounds {
                let before = try await shop.v1LogIn(Self.email)
                async let logins = parallel(3) { _ in try await shop.v1LogIn(Self.email) }
                let end = try await shop.post(
                    "/api/v1/auth/logout-all", "", token: before["access_token"]?.text)
                #expect(end.status == 204)
                for login in try await logins {
                    #expect(login.status == 200)
                    let isIn = try await shop.isIn(login["access_token"]?.text)
                    #expect(try await shop.refresh(login).status == (isIn ? 200 : 401))
                }
                #expect(try await !self.isAlive(before, shop))
            }
            #expect(try await shop.orphanedTokens() == 0)
        }
    }

    @Test func twoInstancesExchangeOneTokenAtOnce() async throws {
        try await withShop { shop in
            _ = try await shop.signUp(Self.email)
            try await shop.withAnotherInstance { other in
                let session = try await shop.v1LogIn(Self.email)
                let successors = try await parallel(10) { index in
                    try await (index % 2 == 0 ? shop : other).refresh(session)
                }
                #expect(successors.allSatisfy { $0.status == 200 })
                #expect(Set(successors.map { $0["refresh_token"]?.text }).count == 10)
                for (index, successor) in successors.enumerated() {
                    // Each at the instance that did not give it.
                    #expect(try await (index % 2 == 0 ? other : shop).refresh(successor).status == 200)
                }
            }
        }
    }

    /// What the answer to a ban says counts for every request that comes after it, whatever was in flight before.
    @Test func noRequestThatBeginsAfterTheAnswerToABanIsLetThrough() async throws {
        try await withShop { shop in
            let token = try await shop.signUp(Self.email)
            let (admin, user) = (try await shop.admin(), try #require(try await shop.user(Self.email)))
            let path = "/api/v1/admin/users/\(user.id.hexString)/ban"
            try await shop.know(token)
            let attempts = Attempts()
            async let answers = parallel(4) { _ in
                try await attempts.ask { try await shop.get("/auth/me", token: token) }
            }
            let ban = try await shop.patch(path, #"{"banned": true, "reason": "Fraud"}"#, token: admin)
            let answered = ContinuousClock.now
            #expect(ban.status == 200)
            attempts.end(.milliseconds(200), after: answered)
            let late = try await answers.flatMap { $0 }.filter { $0.begin > answered }
            #expect(!late.isEmpty && late.allSatisfy { $0.status == 401 })
        }
    }
}

extension ShopClient {
    /// How many refresh tokens belong to no session.
    fileprivate func orphanedTokens() async throws -> Int {
        let sessions = try await self.database.documents("sessions").compactMap { $0["_id"] }
        return try await self.database.documents("refresh_tokens", ["session_id": ["$nin": .array(sessions)]]).count
    }
}
