public import BSON
import FoundationEssentials

extension GridFSBucket {
    /// Stores a file as its bytes arrive.
    ///
    /// The file is there when all of it is. If the source fails or the task is cancelled, nothing is left of it when
    /// this returns, provided that the server can be reached; else parts without a file remain, which no caller sees.
    /// The next piece is asked for when the parts before it are stored.
    ///
    /// - Parameters:
    ///   - name: the file's name, which need not be new.
    ///   - metadata: anything else to be known of it.
    ///   - source: the bytes, in pieces of any size.
    /// - Returns: what is known of the file.
    /// - Throws: ``MongoError``; what the source throws; `CancellationError`.
    public func upload<Source: AsyncSequence>(
        _ name: String, metadata: BSONDocument? = nil, from source: Source
    ) async throws -> GridFSFile where Source.Element == [UInt8] {
        if let error = metadata?.encodingError {
            throw MongoError(.invalidQuery, self.files.operation("upload"), detail: error.description)
        }
        try await self.createIndexes()
        let id = ObjectID()
        do {
            let length = try await self.store(source, as: id)
            let file = GridFSFile(
                id: id, name: name, length: length, chunkSize: self.chunkSize, uploadedAt: .now, metadata: metadata)
            return try await self.withoutCancellation { try await self.files.create(file) }
        } catch {
            _ = try? await self.withoutCancellation { try await self.delete(id) }
            throw error
        }
    }

    /// Stores the parts of a file.
    ///
    /// - Returns: how many bytes they are.
    private func store<Source: AsyncSequence>(
        _ source: Source, as id: ObjectID
    ) async throws -> Int where Source.Element == [UInt8] {
        var (number, part) = (0, Data())
        for try await piece in source {
            var rest = piece[...]
            while !rest.isEmpty {
                let bytes = rest.prefix(self.chunkSize - part.count)
                part.append(contentsOf: bytes)
                rest = rest.dropFirst(bytes.count)
                guard part.count == self.chunkSize else { break }
                try await self.store(part, number, of: id)
                (number, part) = (number + 1, Data())
            }
        }
        if !part.isEmpty { try await self.store(part, number, of: id) }
        // A source that knows of the cancellation ends as if it had no more.
        try Task.checkCancellation()
        return number * self.chunkSize + part.count
    }

    private func store(_ part: Data, _ number: Int, of id: ObjectID) async throws {
        try Task.checkCancellation()
        let chunk = GridFSChunk(fileID: id, number: number, data: part)
        try await self.withoutCancellation { try await self.chunks.create(chunk) }
    }

    /// Waits for an operation's end although the task was cancelled: a part that is still on its way to the server
    /// could arrive behind the deletion of the others.
    @discardableResult
    private func withoutCancellation<Output: Sendable>(
        _ operation: @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        try await Task(operation: operation).value
    }

    /// Creates the indexes with the first file, as all drivers do.
    private func createIndexes() async throws {
        guard try await self.files.findOne(.all) == nil else { return }
        try await self.files.createIndexes()
        try await self.chunks.createIndexes()
    }
}
