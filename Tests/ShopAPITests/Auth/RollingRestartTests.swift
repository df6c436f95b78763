import BSON
import FoundationEssentials
import MongoODM
import Schemas
import ShopAPI
import Synchronization
import TestSupport
import Testing

/// Instances of two versions on one database, one after the other restarted.
@Suite struct RollingRestartTests {
    private static let email = "a@example.com"

    private func body(_ session: Reply?) -> String {
        #"{"refresh_token": "\#(session?["refresh_token"]?.text ?? "")"}"#
    }

    // MARK: Stored forms

    /// What there was of an account before accounts had sessions.
    @Test func anAccountOfBeforeIsUsedAndChanged() async throws {
        try await withShop { shop in
            _ = try await shop.signUp(Self.email)
            let fields = ["_id", "email", "hashed_password", "role", "created_at"]
            let user = try #require(try await shop.database.documents("users", ["email": .string(Self.email)]).first)
            let newer = user.fields.map(\.key).filter { !fields.contains($0) }
            let unset = BSONDocument(newer.map { ($0, BSONValue.int32(1)) })
            try await shop.update("users", ["email": .string(Self.email)], ["$unset": .document(unset)])
            try await self.useAndChange(shop)
        }
    }

    /// What the next version adds to documents, this one leaves as it is.
    @Test func whatTheNextVersionStoresStays() async throws {
        try await withShop { shop in
            _ = try await shop.signUp(Self.email)
            let login = try await shop.v1LogIn(Self.email)
            let later: BSONValue = ["of": "tomorrow"]
            for collection in ["users", "sessions", "refresh_tokens"] {
                try await shop.update(collection, [:], ["$set": ["later": later]])
            }
            let next = try await shop.refresh(login)
            #expect(next.status == 200)
            #expect(try await shop.refresh(login).status == 200)
            let list = try await shop.get("/api/v1/auth/sessions", token: next["access_token"]?.text)
            #expect(list["total"]?.integer == 2)
            let id = try #require(ObjectID(list["items"]?.elements.first?["id"]?.text ?? ""))
            let sessions = try await shop.database.documents("sessions", ["_id": .objectID(id)])
            #expect(sessions.map { $0["later"] } == [later])
            let tokens = try await shop.database.documents("refresh_tokens", ["rotated_at": ["$type": "date"]])
            #expect(tokens.map { $0["later"] } == [later])
            try await self.useAndChange(shop)
            let users = try await shop.database.documents("users", ["email": .string(Self.email)])
            #expect(users.map { $0["later"] } == [later])
        }
    }

    /// A version that knows of no bans lets a banned user log in, and it is with the next one that this session goes on.
    @Test func aSessionThatABannedUserHasAllTheSameIsWorthNothing() async throws {
        try await withShop { shop in
            let token = try await shop.signUp(Self.email)
            let session = try await shop.v1LogIn(Self.email)
            try await shop.update("users", ["email": .string(Self.email)], ["$set": ["banned_at": .date(.now)]])
            for token in [token, session["access_token"]?.text] {
                try await eventually(within: .seconds(1)) { try await !shop.isIn(token) }
            }
            #expect(try await shop.refresh(session).status == 401)
        }
    }

    /// Everything that this version does with an account.
    private func useAndChange(_ shop: ShopClient) async throws {
        let admin = try await shop.admin()
        let id = try #require(try await shop.database.documents("users", ["email": .string(Self.email)]).first?["_id"])
        guard case .objectID(let id) = id else { throw ExpectationFailed() }
        let path = "/api/v1/admin/users/\(id.hexString)"
        let login = try await shop.v1LogIn(Self.email)
        #expect(login.status == 200)
        let next = try await shop.refresh(login)
        let token = try #require(next["access_token"]?.text)
        #expect(try await shop.isIn(token))
        let change = #"{"current_password": "\#(ShopClient.password)", "new_password": "AnotherPass456"}"#
        #expect(try await shop.post("/api/v1/auth/change-password", change, token: token).status == 204)
        #expect(try await shop.patch("\(path)/role", #"{"role": "admin"}"#, token: admin).status == 200)
        #expect(try await shop.get("/api/v1/auth/me", token: token)["role"]?.text == "admin")
        #expect(
            try await shop.patch("\(path)/ban", #"{"banned": true, "reason": "Fraud"}"#, token: admin).status == 200)
        #expect(try await !shop.isIn(token))
        #expect(try await shop.patch("\(path)/ban", #"{"banned": false}"#, token: admin).status == 200)
        let again = try await shop.v1LogIn(Self.email, "AnotherPass456")
        #expect(again.status == 200)
        #expect(
            try await shop.post("/api/v1/auth/logout", "", token: again["access_token"]?.text).status == 204)
        #expect(try await shop.refresh(again).status == 401)
    }

    private struct ExpectationFailed: Error {}

    // MARK: Processes

    /// Clients refresh at whichever instance answers, and one is restarted meanwhile.
    @Test func noLoginIsLostWhileAnInstanceIsRestarted() async throws {
        try await withShop { shop in
            let sessions = try await parallel(4) { index in try await shop.register("client\(index)@example.com") }
            #expect(sessions.allSatisfy { $0.status == 201 })
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { first in
                try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { second in
                    try await first.start()
                    try await second.start()
                    let restarts = Restarts()
                    try await withThrowingTaskGroup { group in
                        for session in sessions {
                            group.addTask { try await self.goOn(session, at: [first, second], besides: restarts) }
                        }
                        for process in [first, second] {
                            process.terminate()
                            #expect(process.waitForEnd() == 0)
                            try await process.start()
                        }
                        restarts.areOver.store(true, ordering: .relaxed)
                        try await group.waitForAll()
                    }
                }
            }
        }
    }

    private final class Restarts: Sendable {
        let areOver = Atomic(false)
    }

    /// Refreshes at the instances in turns, and again at the other one if there is no answer, and has each try the tokens of
    /// the other; a few times at each after the restarts, too.
    private func goOn(
        _ session: Reply, at processes: [ShopProcess], besides restarts: Restarts
    ) async throws {
        var (session, turn, left) = (session, 0, 6)
        while left > 0 {
            if restarts.areOver.load(ordering: .relaxed) { left -= 1 }
            turn += 1
            let next = try await processes[turn % 2].send("POST", "/api/v1/auth/refresh", self.body(session))
            // An instance that ends says so, or nothing.
            guard let next, next.status != 503 else { continue }
            #expect(next.status == 200, "\(next.text)")
            guard next.status == 200 else { return }
            session = next
            let token = session["access_token"]?.text
            let me = try await processes[(turn + 1) % 2].send("GET", "/api/v1/auth/me", token: token)
            #expect(me.map { [200, 503].contains($0.status) } ?? true)
        }
    }
}
