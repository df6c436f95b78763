public import BSON

/// The bytes of a stored file, in pieces as they were stored.
///
/// Every iteration reads the file from its beginning, a part when it is asked for.
public struct GridFSDownload: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    let bucket: GridFSBucket
    let id: ObjectID

    public func makeAsyncIterator() -> Iterator {
        Iterator(download: self)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private let download: GridFSDownload
        private var file: GridFSFile?
        private var number = 0
        private var isAtEnd = false

        init(download: GridFSDownload) {
            self.download = download
        }

        /// The next bytes, never none; nil at the end.
        ///
        /// - Throws: ``MongoError``: `notFound` when there is no such file; `corrupt` when a part is missing, for
        ///   example because the file was deleted meanwhile, or has another size. `CancellationError`.
        public mutating func next() async throws -> [UInt8]? {
            if self.isAtEnd { return nil }
            self.isAtEnd = true
            let (bucket, id, number) = (self.download.bucket, self.download.id, self.number)
            let operation = bucket.files.operation("download")
            let open = if let file = self.file { file } else { try await bucket.file(id) }
            guard let file = open else { throw MongoError(.notFound, operation) }
            guard let size = try file.size(ofPart: number, operation) else { return nil }
            let chunk = try await bucket.chunks.findOne(\.fileID == id && \.number == number)
            guard let chunk, chunk.data.count == size else {
                throw MongoError(.corrupt, operation, detail: "part \(number)")
            }
            self.file = file
            self.number += 1
            self.isAtEnd = false
            return Array(chunk.data)
        }
    }
}

extension GridFSFile {
    /// Bytes that a part must have; nil behind the last one.
    fileprivate func size(ofPart number: Int, _ operation: Operation) throws -> Int? {
        guard self.chunkSize > 0 else { throw MongoError(.corrupt, operation, detail: "chunkSize") }
        let start = number * self.chunkSize
        return start < self.length ? min(self.chunkSize, self.length - start) : nil
    }
}

extension GridFSBucket {
    /// The bytes of a file.
    public func download(_ id: ObjectID) -> GridFSDownload {
        GridFSDownload(bucket: self, id: id)
    }
}
