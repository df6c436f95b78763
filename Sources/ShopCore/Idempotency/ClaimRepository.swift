import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// The stored claims.
struct ClaimRepository: Sendable {
    let claims: Repository<Claim>

    init(_ collections: Collections) {
        self.claims = collections.repository()
    }

    /// Makes a claim.
    ///
    /// - Returns: false when there is one of the same request.
    func insert(_ claim: Claim) async throws -> Bool {
        do {
            try await self.claims.database.client.groupedChange { try await self.claims.create(claim, in: $0) }
            return true
        } catch let error as MongoError where error.code == .duplicateKey {
            return false
        }
    }

    /// A claim as an election leaves it: an answer that could be lost with its work must not be given.
    func find(_ id: String) async throws -> Claim? {
        try await self.claims.reading(.majority).get(id)
    }

    /// Makes another the holder of a claim without an answer, unless somebody was faster.
    func hand(_ claim: Claim, to holder: ObjectID, until leaseEnd: Date) async throws -> Bool {
        let result = try await self.claims.updateOne(
            \.id == claim.id && \.holder == claim.holder && \.answer == nil,
            .set(\.holder, holder), .set(\.leaseEnd, leaseEnd))
        return result.matched == 1
    }

    /// Stores the answer.
    ///
    /// - Returns: false when the claim has another holder, or is gone.
    func keep(_ answer: Data, of id: String, by holder: ObjectID, in transaction: Transaction?) async throws -> Bool {
        let result = try await self.claims.updateOne(
            \.id == id && \.holder == holder && \.answer == nil, .set(\.answer, answer), in: transaction)
        return result.matched == 1
    }

    /// Removes some of a user's claims, whatever has become of them.
    ///
    /// - Returns: how many.
    func remove(ofCaller caller: String, limit: Int) async throws -> Int {
        let some = try await self.claims.find(\.caller == caller, as: ClaimReference.self, limit: limit)
        if some.isEmpty { return 0 }
        try await self.claims.delete(.isIn(\.id, some.map(\.id)))
        return some.count
    }

    /// Removes a claim without an answer.
    func remove(_ id: String, of holder: ObjectID) async throws {
        try await self.claims.delete(\.id == id && \.holder == holder && \.answer == nil)
    }
}

/// The identifier of a claim, alone.
private struct ClaimReference: SchemaObject {
    var id: String

    static let schema = Schema(ClaimReference.init) { Field("_id", \.id) }
}
