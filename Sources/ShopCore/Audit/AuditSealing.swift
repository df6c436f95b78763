import BSON
import Crypto
import FoundationEssentials
import MongoODM
import Schemas

/// Seals the entries of the audit log, so that one that was removed, changed or added behind a seal is found.
///
/// Nothing of it is in the way of a change: entries come without a seal, in whatever order their transactions end, and each one that
/// is there without a seal gets into the next one, however late it comes. Which entries a seal has they say themselves.
package struct AuditSealing: Sendable {
    let entries: Repository<AuditEntry>
    let seals: Repository<AuditSeal>

    /// How many entries a seal has at most.
    static let batchSize = 500

    package init(_ collections: Collections) {
        // The audit log has registered its collection. Entries that can't be read are sealed, too.
        self.entries = Repository(collections.database)
        self.seals = collections.repository()
    }

    /// Seals all entries that are there without a seal. Of two who do so at once one has to begin again, behind the other's seal.
    ///
    /// - Returns: how many entries there were.
    @discardableResult
    package func seal() async throws -> Int {
        var sum = 0
        while true {
            let count = try await self.entries.database.client.transaction { try await self.sealBatch(in: $0) }
            sum += count
            if count < Self.batchSize || Task.isCancelled { return sum }
        }
    }

    private func sealBatch(in transaction: Transaction) async throws -> Int {
        let found = try await self.entries(ofSeal: nil, limit: Self.batchSize, in: transaction)
        guard !found.isEmpty else { return 0 }
        let last = try await self.seals.find(.all, sort: [.descending(\.id)], limit: 1, in: transaction).first
        let (number, previous) = ((last?.id ?? 0) + 1, last?.hash ?? "")
        var hash = Self.beginning(number, previous)
        var writes: [BulkWrite<AuditEntry>] = []
        for entry in found {
            let parts = entry.newParts()
            entry.add(to: &hash, parts)
            writes.append(
                .updateOne(
                    .raw(["_id": entry.id]),
                    [.set(\.seal, number), .set(\.authorSeal, parts.author), .set(\.textSeal, parts.text)]))
        }
        try await self.entries.bulkWrite(writes, in: transaction)
        try await self.seals.create(
            AuditSeal(
                id: number, previous: previous, hash: hash.finalize().hexadecimal, count: found.count, at: .now),
            in: transaction)
        return found.count
    }

    /// The hash of a seal, before its entries.
    static func beginning(_ number: Int, _ previous: String) -> SHA256 {
        var hash = SHA256()
        hash.update(data: Array("\(number) \(previous)\n".utf8))
        return hash
    }

    /// Entries of a seal, in the order of their ids.
    ///
    /// - Parameter number: nil for those without a seal.
    func entries(ofSeal number: Int?, limit: Int, in transaction: Transaction? = nil) async throws -> [SealedEntry] {
        try await self.entries.documents(
            Pipeline().stage(["$match": ["seal": number.map { BSONValue.int64(Int64($0)) } ?? .null]])
                .stage(["$sort": ["seal": 1, "_id": 1]]).stage(["$limit": .int64(Int64(limit))]),
            limit: limit, in: transaction
        ).map { SealedEntry($0) }
    }
}
