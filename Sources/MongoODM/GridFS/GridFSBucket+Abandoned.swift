public import BSON
public import FoundationEssentials
import Schemas

extension GridFSBucket {
    /// Removes the parts that belong to no file: a crash broke off their upload, or the removal of their file.
    ///
    /// - Parameter moment: parts of files whose upload began later are left alone, because it may go on.
    /// - Returns: of how many files there were parts.
    @discardableResult
    public func deleteAbandoned(before moment: Date) async throws -> Int {
        guard let end = ObjectID(firstAt: moment) else { return 0 }
        var (last, count) = (nil as ObjectID?, 0)
        while true {
            var query = \GridFSChunk.fileID < end
            if let last { query = query && \.fileID > last }
            // The index has it all: no part is read.
            let parts = try await self.chunks.find(
                query, as: Part.self, sort: [.ascending(\.fileID), .ascending(\.number)], limit: 1000)
            let ids = Set(parts.map(\.fileID))
            let files = try await self.files.find(.isIn(\.id, Array(ids)), as: KnownFile.self, limit: 1000)
            for id in ids.subtracting(files.map(\.id)) {
                try await self.chunks.delete(\.fileID == id)
                count += 1
            }
            guard parts.count == 1000 else { return count }
            last = parts.last?.fileID
        }
    }

    private struct Part: SchemaObject {
        var fileID: ObjectID

        static let schema = Schema(Part.init) { Field("files_id", \.fileID) }
    }

    private struct KnownFile: SchemaObject {
        var id: ObjectID

        static let schema = Schema(KnownFile.init) { Field("_id", \.id) }
    }
}

extension ObjectID {
    /// The least that is made in the second of a moment; nil where there is none.
    init?(firstAt moment: Date) {
        guard let seconds = UInt32(exactly: moment.timeIntervalSince1970.rounded(.down)) else { return nil }
        let digits = String(seconds, radix: 16)
        self.init(String(repeating: "0", count: 8 - digits.count) + digits + String(repeating: "0", count: 16))
    }
}
