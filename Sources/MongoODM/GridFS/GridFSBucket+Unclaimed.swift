public import BSON
public import FoundationEssentials

extension GridFSBucket {
    /// Removes the files that nothing names: a crash came between their upload and what was to name them, or what named them is
    /// gone.
    ///
    /// - Parameters:
    ///   - moment: files that were stored later are left alone, because they may still be named.
    ///   - claimed: which of some files are named.
    /// - Returns: how many files were removed.
    @discardableResult
    public func deleteUnclaimed(
        before moment: Date, claimed: ([ObjectID]) async throws -> Set<ObjectID>
    ) async throws -> Int {
        var (last, count) = (nil as ObjectID?, 0)
        while true {
            try Task.checkCancellation()
            let files = try await self.files.find(
                last.map { \.id > $0 } ?? .all, sort: [.ascending(\.id)], limit: 500)
            let old = files.filter { $0.uploadedAt < moment }.map(\.id)
            let kept = old.isEmpty ? [] : try await claimed(old)
            for id in old where !kept.contains(id) {
                try await self.delete(id)
                count += 1
            }
            guard files.count == 500 else { return count }
            last = files.last?.id
        }
    }
}
