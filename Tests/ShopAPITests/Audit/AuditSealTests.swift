import BSON
import Foundation
import HTTPTypes
import MongoJobs
import MongoODM
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

@testable import Accounts
@testable import ShopCore

/// Entries of the audit log are sealed, and one that was removed, changed or added behind a seal is found.
@Suite(.timeLimit(.minutes(30)))
struct AuditSealTests {
    private func seal(_ shop: ShopClient) async throws -> Int {
        try await AuditSealing(Collections(shop.database)).seal()
    }

    /// What the doctor says of the seals, or nil if they are sound.
    private func faults(_ shop: ShopClient) async throws -> Int? { try await shop.faults()["audit-seals"] }

    /// Stores entries as a change would, each of which began at a moment.
    private func note(_ numbers: Range<Int>, at moment: Date = .now, _ shop: ShopClient) async throws {
        let audit = AuditTrail(Collections(shop.database))
        try await audit.add(
            numbers.map { number in
                AuditStep(
                    id: ObjectID(), at: moment, author: Author(address: "192.0.2.\(number % 200)"),
                    change: AuditChange(
                        "test", ObjectID(), from: nil as BSONDocument?, to: ["number": .int32(Int32(number))]))
            })
    }

    @Test func sealersAtOnceMakeOneChainWhileEntriesCome() async throws {
        try await withShop { shop in
            try await self.note(0..<1200, shop)
            async let coming: [Void] = parallel(4) { number in
                for place in 0..<10 { try await self.note(place..<place + number + 1, shop) }
            }
            let sealed = try await parallel(4) { _ in try await self.seal(shop) }
            _ = try await coming
            let rest = try await self.seal(shop)
            let count = try await shop.documents("audit_seals").compactMap { $0["count"]?.intValue }.reduce(0, +)
            let entries = try await Repository<AuditEntry>(shop.database).count()
            #expect(count == entries && sealed.reduce(rest, +) == entries)
            let seals = try await shop.documents("audit_seals").sorted {
                ($0["_id"]?.intValue ?? 0) < ($1["_id"]?.intValue ?? 0)
            }
            #expect(seals.map { $0["_id"]?.intValue } == (1...seals.count).map { $0 })
            for (earlier, later) in zip(seals, seals.dropFirst()) { #expect(later["previous"] == earlier["hash"]) }
            #expect(try await self.faults(shop) == nil)
            // There is nothing to seal, so there is no seal.
            #expect(try await self.seal(shop) == 0)
            #expect(try await shop.documents("audit_seals").count == seals.count)
        }
    }

    @Test func whatComesLateIsSealedAsWell() async throws {
        try await withShop { shop in
            try await self.note(0..<3, shop)
            _ = try await self.seal(shop)
            // An order's step is brought in when the worker is back.
            try await self.note(3..<5, at: .now - 86_400, shop)
            #expect(try await self.seal(shop) == 2)
            #expect(try await self.faults(shop) == nil)
            try await shop.update("audit_log", ["after.number": 4], ["$set": ["after.number": 5]])
            #expect(try await self.faults(shop) == 1)
        }
    }

    enum Forgery: CaseIterable {
        case removal, change, author, address, addition, mark, seal, lastSeal, chain, blanking
    }

    @Test(arguments: Forgery.allCases)
    func aForgeryIsFound(forgery: Forgery) async throws {
        try await withShop { shop in
            for batch in 0..<3 {
                try await self.note(batch * 3..<batch * 3 + 3, shop)
                _ = try await self.seal(shop)
            }
            #expect(try await self.faults(shop) == nil)
            let one: BSONValue = ["after.number": 4]
            let log = shop.database
            switch forgery {
            case .removal: try await log.run(["delete": "audit_log", "deletes": [["q": one, "limit": 1]]])
            case .change: try await shop.update("audit_log", one, ["$set": ["after.number": 40]])
            case .author: try await shop.update("audit_log", one, ["$set": ["author.name": "Mallory"]])
            case .address: try await shop.update("audit_log", one, ["$set": ["author.address": "192.0.2.250"]])
            case .addition:
                let entry: BSONValue = [
                    "_id": .objectID(ObjectID()), "at": .date(.now), "author": ["name": "seed"], "kind": "test",
                    "action": "created", "subject": "x", "seal": 2,
                ]
                try await log.run(["insert": "audit_log", "documents": [entry]])
            case .mark: try await shop.update("audit_log", one, ["$unset": ["seal": ""]])
            case .seal: try await log.run(["delete": "audit_seals", "deletes": [["q": ["_id": 2], "limit": 1]]])
            case .lastSeal: try await log.run(["delete": "audit_seals", "deletes": [["q": ["_id": 3], "limit": 1]]])
            case .chain: try await shop.update("audit_seals", ["_id": 2], ["$set": ["hash": "0"]])
            case .blanking: try await shop.update("audit_log", one, ["$unset": ["author.address": ""]])
            }
            #expect(try await self.faults(shop) ?? 0 > 0, "\(forgery)")
            // It is not sealed away.
            _ = try await self.seal(shop)
            #expect(try await self.faults(shop) ?? 0 > 0, "\(forgery)")
        }
    }

    @Test func whoIsErasedBreaksNoSealAndCanNotBeGuessed() async throws {
        try await withShop { shop in
            _ = try await shop.register("a@example.com")
            let token = try await shop.token(of: "a@example.com")
            let id = try #require(try await shop.user("a@example.com")).id
            let admin = try await shop.admin()
            let order = try await shop.order(1, quantity: 1, as: token)
            #expect(try await shop.post("/payments/confirm?order_id=\(order)", "", token: token).status == 200)
            let refund = try await shop.post(
                "/api/v1/orders/\(order)/refund", #"{"reason": "Ann was ill"}"#, token: admin)
            #expect(refund.status == 200)
            _ = try await shop.get("/api/v1/admin/audit", token: admin)
            _ = try await self.seal(shop)
            let sealed = try await shop.documents("audit_log")
            #expect(sealed.contains { $0["text_seal"]?.documentValue != nil })
            #expect(sealed.contains { $0["author_seal"]?.documentValue != nil })
            #expect(try await self.faults(shop) == nil)
            let erased = try await shop.send(
                .delete, "/api/v1/users/me", #"{"password": "\#(ShopClient.password)"}"#, token: token)
            #expect(erased.status == 204)
            try await shop.backend.shop.erasure.eraseTraces(of: id)
            let left = try await shop.documents("audit_log").map { $0.extendedJSON }.filter {
                $0.contains("a@example.com") || $0.contains("Ann was ill")
            }
            #expect(left.isEmpty)
            let own = try await shop.documents("audit_log", where: ["author.user_id": .objectID(id)])
            #expect(own.allSatisfy { ($0["author_seal"]?.documentValue?["salt"] ?? .null) == .null } && !own.isEmpty)
            #expect(try await self.faults(shop) == nil)
            _ = try await self.seal(shop)
            #expect(try await self.faults(shop) == nil)
        }
    }

    @Test func aWorkerSealsByItself() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            try await self.note(0..<3, shop)
            try await shop.jobs.enqueue(Sealing())
            try await eventually { try await shop.documents("audit_log", where: ["seal": nil]).isEmpty }
        }
    }

    @Test func theExportHasWhatTheListHas() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp())
            try await self.note(0..<450, shop)
            let path = "/api/v1/admin/audit/export"
            let export = try await shop.get(path, token: admin)
            #expect(export.status == 200 && export.headers[.contentType] == "application/x-ndjson")
            let lines = export.text.split(separator: "\n").map { (try? JSONNode(json: Array($0.utf8))) ?? .null }
            #expect(lines.count == (try await Repository<AuditEntry>(shop.database).count()))
            let page = try await shop.get("/api/v1/admin/audit?page_size=100", token: admin)
            #expect(Array(lines.prefix(100)) == page["items"]?.elements)
            let tests = try await shop.get(path + "?kind=product", token: admin).text.split(separator: "\n")
            #expect(tests.count == 20)
            #expect(try await shop.get(path + "?kind=x", token: admin).status == 422)
            #expect(try await shop.get(path, token: user).status == 403)
            #expect(try await shop.get(path).status == 401)
        }
    }
}

/// The job as it is stored.
private struct Sealing: Job {
    static let kind = "audit_seal"
    static let schema = Schema(Sealing.init) {}
}
