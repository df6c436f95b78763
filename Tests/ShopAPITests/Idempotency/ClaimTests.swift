import BSON
import Foundation
import HTTPTypes
import Idempotency
import MongoODM
import Schemas
import Shop
import ShopCore
import TestSupport
import Testing

@testable import RouteKit
@testable import ShopAPI

/// Who may answer a request with a key, also when whoever began it is gone.
@Suite struct ClaimTests {
    private static let key: HTTPFields = [.idempotencyKey: "a"]
    private static let request = KeyedRequest(
        key: "a", operation: "POST /x", caller: nil, target: "/x", body: [1])
    private static let answer = KeptAnswer(
        status: 200, fields: [.init(name: "etag", value: "\"1\"")], body: Data([2]))

    /// A process that died while it answered has left a claim without an answer.
    @Test func aClaimOfTheDeadIsTakenOverWhenItsLeaseIsOver() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            // The claim is the one of a real request, so that its fingerprint is right.
            #expect(try await shop.post("/checkout/create-order", "", token: user, headers: Self.key).status == 400)
            try await shop.fillCart(of: user)
            try await shop.changeClaims([
                "$unset": ["answer": 1], "$set": ["lease_end": .date(Date(timeIntervalSinceNow: 60))],
            ])
            let early = try await shop.post("/checkout/create-order", "", token: user, headers: Self.key)
            #expect(early.status == 409 && early.headers[.retryAfter] == "1")
            try await shop.endLeases()
            let replies = try await parallel(8) { _ in
                try await shop.post("/checkout/create-order", "", token: user, headers: Self.key)
            }
            let done = replies.filter { $0.status == 200 }
            #expect(!done.isEmpty && done.allSatisfy { $0.body == done[0].body })
            #expect(replies.allSatisfy { $0.status == 200 || $0.status == 409 })
            #expect(try await shop.get("/orders", token: user).list.count == 1)
        }
    }

    /// A process that only seemed dead, and goes on after another has taken its request over.
    @Test func whoLostItsClaimCanNotDoTheWork() async throws {
        try await withShop { shop in
            let keys = shop.backend.shop.keys
            let slow = try #require(try await keys.begin(Self.request).attempt)
            await #expect(throws: ShopError.self) { try await keys.begin(Self.request) }
            try await shop.endLeases()
            let fast = try #require(try await keys.begin(Self.request).attempt)
            let notes = Repository<Note>(shop.database)
            // Collections are not made while a transaction waits.
            try await notes.create(Note())
            await #expect(throws: ShopError.self) {
                try await shop.backend.mongo.transaction { transaction in
                    try await notes.create(Note(), in: transaction)
                    try await slow.keep(Self.answer, in: transaction)
                }
            }
            #expect(try await notes.count() == 1)
            await slow.giveUp()
            try await shop.backend.mongo.transaction { transaction in
                try await notes.create(Note(), in: transaction)
                try await fast.keep(Self.answer, in: transaction)
            }
            let kept = try await keys.begin(Self.request).answer
            #expect(kept?.status == 200 && kept?.body == Self.answer.body && kept?.fields.first?.value == "\"1\"")
            #expect(try await notes.count() == 2)
        }
    }

    /// An answer that was stored stays, whatever its request's process believes: its commit may have gone unheard.
    @Test func givingUpLeavesAnAnswerAlone() async throws {
        try await withShop { shop in
            let keys = shop.backend.shop.keys
            let attempt = try #require(try await keys.begin(Self.request).attempt)
            try await attempt.keep(Self.answer)
            await attempt.giveUp()
            let kept = try await keys.begin(Self.request).answer
            #expect(kept != nil)
        }
    }

    @Test func whatFailedMayBeTriedAgainAtOnce() async throws {
        try await withShop { shop in
            let keys = shop.backend.shop.keys
            let failures: [any Error] = [
                CancellationError(), ShopError.busy("Later"), ShopError.conflict("Later", retryAfter: 1),
            ]
            for failure in failures {
                await #expect(throws: (any Error).self) {
                    try await keys.answer(to: Self.request) { _ in throw failure }
                }
            }
            let again = try await keys.begin(Self.request).attempt
            #expect(again != nil)
        }
    }

    @Test func aClaimThatWasStoredUnheardStandsInNobodysWay() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                let keys = shop.backend.shop.keys
                try await server.leaveUnconfirmed(next: "insert")
                await #expect(throws: MongoError.self) { try await keys.begin(Self.request) }
                // Nothing else removes it before a day is over.
                try await eventually { try await shop.database.run(["count": "idempotency_keys"])["n"]?.intValue == 0 }
                let again = try await keys.begin(Self.request).attempt
                #expect(again != nil)
            }
        }
    }

    @Test func keysAreForgottenAfterADay() async throws {
        try await withShop { shop in
            let reply = try await shop.database.run(["listIndexes": "idempotency_keys"])
            let indexes = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
            let expiring = indexes.compactMap(\.documentValue).filter { $0["expireAfterSeconds"] != nil }
            #expect(expiring.count == 1 && expiring.first?["expireAfterSeconds"]?.intValue == 86_400)
            #expect(expiring.first?["key"]?.documentValue?["created_at"]?.intValue == 1)
        }
    }

    @Test func noSecretIsStoredInPlainText() async throws {
        try await withShop { shop in
            let body = #"{"email": "a@example.com", "password": "SecurePass123"}"#
            let token = try #require(
                try await shop.post("/auth/signup", body, headers: Self.key)["access_token"]?.text)
            let found = try await shop.database.run(["find": "idempotency_keys"])
            let claims = found["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
            #expect(claims.count == 1)
            let bytes = found.withBytes { Array($0) }
            for secret in [token, "SecurePass123", "access_token"] {
                #expect(bytes.firstRange(of: Array(secret.utf8)) == nil)
            }
        }
    }
}

private struct Note: Document {
    var id = ObjectID()

    static let schema = Schema("notes", Note.init) { Field("_id", \.id) }
}

extension AnswerStart<HeldClaim> {
    fileprivate var attempt: HeldClaim? { if case .first(let attempt) = self { attempt } else { nil } }
    fileprivate var answer: KeptAnswer? { if case .again(let answer) = self { answer } else { nil } }
}

extension ShopClient {
    /// Changes all claims behind the shop's back.
    fileprivate func changeClaims(_ change: BSONDocument) async throws {
        let update: BSONValue = ["q": [:], "u": .document(change), "multi": true]
        try await self.database.run(["update": "idempotency_keys", "updates": [update]])
    }

    /// Makes claims without an answer anybody's.
    func endLeases() async throws {
        try await self.changeClaims(["$set": ["lease_end": .date(Date(timeIntervalSinceNow: -1))]])
    }
}
