import BSON
import Crypto
import FoundationEssentials
import MongoODM

/// The entries of the audit log are those that were sealed, and the seals follow each other.
///
/// Seals are made meanwhile, and people erased: what has a seal stays as the seal says, so that no snapshot is needed.
package struct AuditSealsInvariant: Invariant {
    private let sealing: AuditSealing

    package init(_ sealing: AuditSealing) {
        self.sealing = sealing
    }

    package let name = "audit-seals"
    package let statement = "each sealed entry of the audit log is there and as it was"

    /// How many seals are in memory.
    private static let pageSize = 100

    package func examine(listing limit: Int) async throws -> Examination {
        var found = Examination(examined: 0, faultCount: 0, faults: [])
        var (last, hash) = (0, "")
        while true {
            let page = try await self.sealing.seals.find(\.id > last, sort: [.ascending(\.id)], limit: Self.pageSize)
            for seal in page {
                if seal.id != last + 1 { found.add(.missing, last + 1, listing: limit) }
                if seal.id == last + 1, seal.previous != hash { found.add(.unchained, seal.id, listing: limit) }
                try await self.examine(seal, listing: limit, &found)
                (last, hash) = (seal.id, seal.hash)
            }
            if page.count < Self.pageSize { break }
        }
        // One that is missing between others was found above.
        for number in try await self.unknownSeals(limit: limit) where number < 1 || number > last {
            found.add(.missing, number, listing: limit)
        }
        return found
    }

    private func examine(_ seal: AuditSeal, listing limit: Int, _ found: inout Examination) async throws {
        // One more tells that there are too many.
        let entries = try await self.sealing.entries(
            ofSeal: seal.id, limit: min(max(0, seal.count), AuditSealing.batchSize) + 1)
        found.examined += entries.count
        var hash = AuditSealing.beginning(seal.id, seal.previous)
        for entry in entries { entry.add(to: &hash, entry.parts) }
        if entries.count != seal.count || hash.finalize().hexadecimal != seal.hash {
            found.add(
                entries.count < seal.count ? .removed : entries.count > seal.count ? .added : .changed, seal.id,
                listing: limit)
        } else {
            for entry in entries where !entry.isSound { found.add(.changed, seal.id, entry.id, listing: limit) }
        }
    }

    /// The numbers of seals that entries name and that are not there.
    private func unknownSeals(limit: Int) async throws -> [Int] {
        let seals = self.sealing.seals.collectionName
        return try await self.sealing.entries.reading(.snapshot).documents(
            Pipeline().stage(["$match": ["seal": ["$type": "number"]]]).stage(["$sort": ["seal": 1]])
                .stage(["$group": ["_id": "$seal"]])
                .stage(["$lookup": ["from": .string(seals), "localField": "_id", "foreignField": "_id", "as": "seal"]])
                .stage(["$match": ["seal": []]]).stage(["$sort": ["_id": 1]]),
            limit: max(1, limit)
        ).compactMap { $0["_id"]?.intValue }
    }
}

extension Examination {
    fileprivate enum SealFault: String {
        case missing = "not there"
        case unchained = "not behind the seal before it"
        case removed = "of more entries than there are"
        case added = "of fewer entries than there are"
        case changed = "of other entries than there are"
    }

    /// - Parameter entry: the one that is at fault, if that is known.
    fileprivate mutating func add(_ fault: SealFault, _ seal: Int, _ entry: BSONValue? = nil, listing limit: Int) {
        self.faultCount += 1
        guard self.faults.count < limit else { return }
        var fields: [(String, BSONValue)] = [("seal", .int64(Int64(seal))), ("is", .string(fault.rawValue))]
        if let entry { fields.append(("entry", entry)) }
        self.faults.append(BSONDocument(fields))
    }
}
