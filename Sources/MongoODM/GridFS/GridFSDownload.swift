public import BSON

/// The bytes of a stored file, in pieces as they were stored.
///
/// Every iteration reads the file from its beginning, a part when it is asked for.
public struct GridFSDownload: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    let bucket: GridFSBucket
    let id: ObjectID
    /// Nil where it is to be looked up.
    let file: GridFSFile?
    /// Nil for all bytes.
    let range: Range<Int>?

    public func makeAsyncIterator() -> Iterator {
        Iterator(download: self)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private let download: GridFSDownload
        private var file: GridFSFile?
        /// The next byte.
        private var offset: Int
        private var isAtEnd = false

        init(download: GridFSDownload) {
            self.download = download
            self.file = download.file
            self.offset = Swift.max(0, download.range?.lowerBound ?? 0)
        }

        /// The next bytes, never none; nil at the end.
        ///
        /// - Throws: ``MongoError``: `notFound` when there is no such file; `corrupt` when a part is missing, for
        ///   example because the file was deleted meanwhile, or has another size. `CancellationError`.
        public mutating func next() async throws -> [UInt8]? {
            if self.isAtEnd { return nil }
            self.isAtEnd = true
            let (bucket, id) = (self.download.bucket, self.download.id)
            let operation = bucket.files.operation("download")
            let open = if let file = self.file { file } else { try await bucket.file(id) }
            guard let file = open else { throw MongoError(.notFound, operation) }
            let end = Swift.min(file.length, self.download.range?.upperBound ?? file.length)
            guard self.offset < end else { return nil }
            let (number, size) = try file.part(ofByte: self.offset, operation)
            let chunk = try await bucket.chunks.findOne(\.fileID == id && \.number == number)
            guard let chunk, chunk.data.count == size else {
                throw MongoError(.corrupt, operation, detail: "part \(number)")
            }
            let start = number * file.chunkSize
            let bytes = chunk.data.dropFirst(self.offset - start).prefix(end - self.offset)
            self.file = file
            self.offset += bytes.count
            self.isAtEnd = false
            return Array(bytes)
        }
    }
}

extension GridFSFile {
    /// In which part a byte is, and how many bytes that must have.
    fileprivate func part(ofByte offset: Int, _ operation: Operation) throws -> (number: Int, size: Int) {
        guard self.chunkSize > 0 else { throw MongoError(.corrupt, operation, detail: "chunkSize") }
        let number = offset / self.chunkSize
        return (number, min(self.chunkSize, self.length - number * self.chunkSize))
    }
}

extension GridFSBucket {
    /// The bytes of a file.
    ///
    /// - Parameter range: which of them, if not all; those behind the last one are not there.
    public func download(_ id: ObjectID, range: Range<Int>? = nil) -> GridFSDownload {
        GridFSDownload(bucket: self, id: id, file: nil, range: range)
    }

    /// The bytes of a file that was found before.
    ///
    /// - Parameter range: which of them, if not all; those behind the last one are not there.
    public func download(_ file: GridFSFile, range: Range<Int>? = nil) -> GridFSDownload {
        GridFSDownload(bucket: self, id: file.id, file: file, range: range)
    }
}
