import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// The stored exports, and their files.
struct ExportStore: Sendable {
    let exports: Repository<Export>
    let files: GridFSBucket

    /// What can't be read is left out as if it were not there.
    init(_ collections: Collections) {
        self.exports = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
        // Parts of a MiB: fewer statements for files of some hundred.
        self.files = GridFSBucket(collections.database, name: "exports", chunkSize: 1 << 20)
    }

    var client: MongoClient { self.exports.database.client }

    /// A page of the exports of some kinds, the newest first.
    func page(_ kinds: [ExportKind], _ request: PageRequest) async throws -> CountedPage<Export> {
        try await self.exports.page(.isIn(\.kind, kinds), sort: [.descending(\.id)], request)
    }

    /// Names the file of an export, which is done now.
    ///
    /// - Returns: false where it has one already, or is gone.
    func finish(_ id: ObjectID, with file: GridFSFile, rows: Int) async throws -> Bool {
        try await self.exports.updateOne(
            \.id == id && \.fileID == nil, .set(\.fileID, file.id), .set(\.size, file.length), .set(\.rowCount, rows),
            .set(\.finishedAt, .now), .unset(\.failure)
        ).matched == 1
    }

    func fail(_ id: ObjectID, _ reason: String) async throws {
        try await self.exports.updateOne(
            \.id == id && \.fileID == nil, .set(\.failure, reason), .set(\.finishedAt, .now))
    }

    /// A file that no export names is not named any more after an hour: what makes it names it when it is stored.
    private static let patience = 3600.0
    /// Longer than any export takes.
    private static let longest = 24 * 3600.0

    /// Removes files that no export names, and what is left of those that were broken off.
    func sweep(now: Date = .now) async throws {
        try await self.files.deleteUnclaimed(before: now.addingTimeInterval(-Self.patience)) { ids in
            // The second condition is that of the index.
            let named = try await self.exports.find(
                .isIn(\.fileID, ids.map { $0 }) && \.fileID > Export.noFile, limit: ids.count)
            return Set(named.compactMap(\.fileID))
        }
        try await self.files.deleteAbandoned(before: now.addingTimeInterval(-Self.longest))
    }
}
