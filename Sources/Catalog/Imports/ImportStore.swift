import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// The stored imports, their files, and what they remember of stock.
struct ImportStore: Sendable {
    let imports: Repository<ProductImport>
    let stock: Repository<ImportedStock>
    let files: GridFSBucket

    init(_ collections: Collections) {
        self.imports = collections.repository()
        self.stock = collections.repository()
        self.files = GridFSBucket(collections.database, name: "imports")
    }

    var client: MongoClient { self.imports.database.client }

    /// Counts what lines have led to, those of no line twice.
    ///
    /// - Throws: ``ImportTakenOver`` when another worker has come as far; a transaction must then be given up.
    func note(_ tally: ImportTally, of id: ObjectID, in transaction: Transaction? = nil) async throws {
        let result = try await self.imports.updateOne(
            \.id == id && \.line < tally.line, tally.updates, in: transaction)
        guard result.matched == 1 else { throw ImportTakenOver() }
    }

    /// Ends an import.
    ///
    /// - Parameters:
    ///   - failure: why no line was looked at; nil where lines were.
    ///   - fault: of the head.
    func finish(_ id: ObjectID, failure: String? = nil, _ fault: ImportFault? = nil) async throws {
        var updates: [Update<ProductImport>] = [.set(\.finishedAt, .now), .set(\.failure, failure)]
        if let fault { updates += [.set(\.faults, [fault]), .set(\.faultCount, 1)] }
        try await self.imports.updateOne(\.id == id && \.finishedAt == nil, updates)
    }

    /// What files had last for some products and variants.
    func inventories(of ids: [ObjectID], in transaction: Transaction? = nil) async throws -> [ObjectID: Int] {
        guard !ids.isEmpty else { return [:] }
        let found = try await self.stock.find(.isIn(\.id, ids), limit: ids.count, in: transaction)
        return Dictionary(found.map { ($0.id, $0.inventory) }) { first, _ in first }
    }

    /// Remembers what a file has.
    ///
    /// - Throws: ``ImportRivalry`` when another import does so at the same time; the transaction must then be given up.
    func remember(_ inventory: Int, for id: ObjectID, in transaction: Transaction) async throws {
        do {
            try await self.stock.updateOne(
                \.id == id, .set(\.inventory, inventory), .set(\.at, .now), upsert: true, in: transaction)
        } catch let error as MongoError where error.code == .duplicateKey {
            throw ImportRivalry()
        }
    }

    /// A file that no import names is not named any more after an hour.
    private static let patience = 3600.0
    private static let longest = 24 * 3600.0

    /// Removes files that no import needs, and what is left of those that were broken off.
    func sweep(now: Date = .now) async throws {
        try await self.files.deleteUnclaimed(before: now.addingTimeInterval(-Self.patience)) { ids in
            let open = try await self.imports.find(.isIn(\.fileID, ids) && \.finishedAt == nil, limit: ids.count)
            return Set(open.map(\.fileID))
        }
        try await self.files.deleteAbandoned(before: now.addingTimeInterval(-Self.longest))
    }
}

/// Another worker goes on with the import.
struct ImportTakenOver: Error {}

/// Another import is at the same product.
struct ImportRivalry: Error {}
