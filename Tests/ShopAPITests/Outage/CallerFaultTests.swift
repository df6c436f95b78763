import Accounts
import BSON
import Foundation
import MongoODM
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// What an instance lets through while it is not told what another one changes: never what was taken away longer ago than an
/// operation of MongoDB may take.
@Suite struct CallerFaultTests {
    /// For how long an operation of the instance that is not told may take.
    private static let deadline = Duration.seconds(1)

    /// What goes wrong with the streams of changes of one instance.
    enum Fault: CaseIterable {
        /// The server does not answer a look for changes while the instance waits for it.
        case silence
        /// The server closes the connection at each look.
        case cut
        /// The place at which the stream was is not in the server's history any more.
        case lostHistory

        fileprivate var failure: [(String, BSONValue)] {
            switch self {
            case .silence: [("blockConnection", true), ("blockTimeMS", 3000)]
            case .cut: [("closeConnection", true)]
            case .lostHistory: [("errorCode", 286)]
            }
        }
    }

    @Test(arguments: Fault.allCases)
    func whatIsTakenAwayDoesNotCountWhereItIsNotTold(fault: Fault) async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                try await self.withDeafInstance(beside: shop, server.uri) { deaf in
                    let victims = try await self.victims(shop, knownTo: deaf)
                    try await server.withFailingLooks(of: "deaf", fault.failure) {
                        try await self.check(victims, at: deaf)
                    }
                    // When it is told again, it need not ask again.
                    try await self.wait(for: deaf, toKnow: shop.signUp("later@example.com"), beside: shop)
                }
            }
        }
    }

    @Test func whatIsTakenAwayDoesNotCountWhereTheOldPrimaryIsAsked() async throws {
        try await MongoSet.with { set in
            try await withShop(mongodbURI: set.uri) { shop in
                try await self.withDeafInstance(beside: shop, set.uri) { deaf in
                    let victims = try await self.victims(shop, knownTo: deaf)
                    try await set.withFrozenPrimary { try await self.check(victims, at: deaf) }
                }
            }
        }
    }

    @Test(arguments: ["drop", "renameCollection"])
    func whatIsGoneWithItsCollectionIsForgotten(command: String) async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            try await shop.know(token)
            let (name, client) = ("\(shop.database.name).users", shop.backend.mongo)
            if command == "drop" {
                try await shop.database.run(["drop": "users"])
            } else {
                try await client.database("admin").run([
                    "renameCollection": .string(name), "to": .string(name + "_before"),
                ])
            }
            let change = ContinuousClock.now
            let attempts = Attempts()
            attempts.end(.seconds(2), after: change)
            let answers = try await attempts.ask { try await shop.get("/auth/me", token: token) }
            #expect(answers.allSatisfy { $0.status == 401 || $0.begin < change + .seconds(1) })
            // Accounts that are opened in its place are known as ever.
            try await shop.know(try await shop.signUp("b@example.com"))
        }
    }

    /// Waits until an instance knows who holds a token without asking the database, which is watched with the connection of
    /// another one, because its own may be too slow for that.
    private func wait(for other: ShopClient, toKnow token: String, beside shop: ShopClient) async throws {
        try await eventually {
            var status = 0
            let questions = try await shop.questions { status = try await other.get("/auth/me", token: token).status }
            return status == 200 && questions.isEmpty
        }
    }

    // MARK: Who something is taken away from

    private struct Victim: Sendable {
        let token: String
        /// What is let through before, and refused afterwards.
        let path: String
        /// Takes it away, at the instance that makes the change.
        let change: @Sendable () async throws -> Reply

        func isRefused(at shop: ShopClient) async throws -> Bool {
            let status = try await shop.get(self.path, token: self.token).status
            return status == 401 || status == 403
        }
    }

    /// One who will be banned, one who will log out, one who will be no admin any more, all known to an instance.
    private func victims(_ shop: ShopClient, knownTo other: ShopClient) async throws -> [Victim] {
        let admin = try await shop.admin()
        func path(_ email: String, _ what: String) async throws -> String {
            "/api/v1/admin/users/\(try #require(try await shop.user(email)).id.hexString)/\(what)"
        }
        let banned = try await shop.signUp("banned@example.com")
        let leaving = try await shop.signUp("leaving@example.com")
        let demoted = try await shop.signUp("demoted@example.com")
        try await shop.setRole(.admin, of: "demoted@example.com")
        let (ban, role) = (try await path("banned@example.com", "ban"), try await path("demoted@example.com", "role"))
        let end = try await path("leaving@example.com", "logout")
        let victims = [
            Victim(token: banned, path: "/auth/me") {
                try await shop.patch(ban, #"{"banned": true, "reason": "Fraud"}"#, token: admin)
            },
            Victim(token: leaving, path: "/auth/me") {
                let reply = try await shop.post("/api/v1/auth/logout", "", token: leaving)
                // One whose answer was lost may be done, and not be confirmed by a majority yet, as another one will be.
                return reply.status == 401 ? try await shop.post(end, "", token: admin) : reply
            },
            Victim(token: demoted, path: "/api/v1/admin/audit?page_size=1") {
                try await shop.patch(role, #"{"role": "user"}"#, token: admin)
            },
        ]
        for token in [banned, leaving, demoted] { try await self.wait(for: other, toKnow: token, beside: shop) }
        for victim in victims { #expect(try await other.get(victim.path, token: victim.token).status == 200) }
        return victims
    }

    /// Takes away while the victims go on to ask an instance: whatever begins longer after the answer than an operation may
    /// take is not let through, and in the end it is refused.
    private func check(_ victims: [Victim], at deaf: ShopClient) async throws {
        _ = try await parallel(victims.count) { index in
            let (victim, attempts) = (victims[index], Attempts())
            async let answers = attempts.ask { try await deaf.get(victim.path, token: victim.token) }
            // While a primary is elected, there is no answer.
            try await eventually(within: .seconds(60)) { try await victim.change().status < 300 }
            let answer = ContinuousClock.now
            attempts.end(Self.deadline * 3, after: answer)
            let late = try await answers.filter { $0.begin > answer + Self.deadline }
            #expect(late.allSatisfy { [401, 403, 503].contains($0.status) }, "\(victim.path)")
            try await eventually { try await victim.isRefused(at: deaf) }
        }
    }

    private func withDeafInstance(
        beside shop: ShopClient, _ uri: String, _ body: @Sendable (ShopClient) async throws -> Void
    ) async throws {
        try await shop.withAnotherInstance(
            configure: {
                $0.mongodbURI = uri + "&appName=deaf"
                $0.mongodbTimeout = Self.deadline
            }, body)
    }
}

extension MongoServer {
    /// Has looks for changes fail for clients of one name, and begins when that has met those that go on.
    fileprivate func withFailingLooks(
        of applicationName: String, _ failure: [(String, BSONValue)], _ body: () async throws -> Void
    ) async throws {
        let client = try MongoClient(MongoSettings(uri: self.uri, timeout: .seconds(60)))
        let admin = client.database("admin")
        let data = BSONDocument(
            [("failCommands", ["getMore", "aggregate"]), ("appName", .string(applicationName))] + failure)
        let set = try await admin.run([
            "configureFailPoint": "failCommand", "mode": "alwaysOn", "data": .document(data),
        ])
        // Of products, accounts and sessions.
        let count = (set["count"]?.intValue ?? 0) + 3
        try await admin.run([
            "waitForFailPoint": "failCommand", "timesEntered": .int64(Int64(count)), "maxTimeMS": 30_000,
        ])
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try await admin.run(["configureFailPoint": "failCommand", "mode": "off"])
        await client.shutDown()
        try result.get()
    }
}
