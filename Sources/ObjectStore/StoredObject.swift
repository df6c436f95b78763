public import FoundationEssentials

/// Something that is stored, and how its bytes are read.
public struct StoredObject: Sendable {
    /// Reads the first of a range of bytes, one at least.
    typealias Read = @Sendable (Range<Int>) async throws -> [UInt8]

    public let key: String
    /// How many bytes it has.
    public let size: Int
    /// The media type with which it was stored.
    public let contentType: String
    /// When it was stored.
    public let modifiedAt: Date
    /// The bytes that were asked for.
    public let range: Range<Int>
    /// Bytes that came with the rest.
    let first: (offset: Int, bytes: [UInt8])?
    let read: Read

    /// - Parameter range: the bytes that were asked for; nil for all.
    init(
        _ entry: ObjectEntry, contentType: String, range: Range<Int>?, first: (offset: Int, bytes: [UInt8])? = nil,
        read: @escaping Read
    ) {
        self.key = entry.key
        self.size = entry.size
        self.modifiedAt = entry.modifiedAt
        self.contentType = contentType
        self.range = (range ?? 0..<entry.size).clamped(to: 0..<entry.size)
        self.first = first
        self.read = read
    }

    /// The bytes that were asked for.
    public var bytes: ObjectBytes { ObjectBytes(object: self, range: self.range) }

    /// Other bytes; those behind the last one are not there.
    public func bytes(_ range: Range<Int>) -> ObjectBytes {
        ObjectBytes(object: self, range: range.clamped(to: 0..<self.size))
    }

    /// The bytes that were asked for, in memory.
    ///
    /// - Throws: ``ObjectStoreError`` `tooLarge` when there are more than `limit` of them.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        guard self.range.count <= limit else { throw ObjectStoreError(.tooLarge, "get") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(self.range.count)
        for try await piece in self.bytes { bytes += piece }
        return bytes
    }
}

/// Stored bytes, in pieces. Each is fetched when it is asked for: while the reader is slow, neither a connection nor a thread
/// waits.
public struct ObjectBytes: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    let object: StoredObject
    public let range: Range<Int>

    public func makeAsyncIterator() -> Iterator { Iterator(object: self.object, rest: self.range) }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let object: StoredObject
        fileprivate var rest: Range<Int>

        /// The next bytes, never none; nil at the end.
        ///
        /// - Throws: ``ObjectStoreError``; `CancellationError`.
        public mutating func next() async throws -> [UInt8]? {
            guard !self.rest.isEmpty else { return nil }
            try Task.checkCancellation()
            let piece = if let first = self.first { first } else { try await self.object.read(self.rest) }
            guard 1...self.rest.count ~= piece.count else { throw ObjectStoreError(.corrupt, "get") }
            self.rest = self.rest.lowerBound + piece.count..<self.rest.upperBound
            return piece
        }

        /// What is here of the rest.
        private var first: [UInt8]? {
            guard let (offset, bytes) = self.object.first else { return nil }
            let part = self.rest.clamped(to: offset..<offset + bytes.count)
            guard part.lowerBound == self.rest.lowerBound, !part.isEmpty else { return nil }
            return part.count == bytes.count ? bytes : Array(bytes[part.lowerBound - offset..<part.upperBound - offset])
        }
    }
}
