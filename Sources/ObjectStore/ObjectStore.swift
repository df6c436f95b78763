public import FoundationEssentials

/// A place for files that are too large, or too many, for documents: bytes under keys.
///
/// ```swift
/// let images: any ObjectStore = GridFSStore(GridFSBucket(database, name: "images"))
/// try await images.put("lamp/small.webp", bytes, contentType: "image/webp")
/// let object = try await images.get("lamp/small.webp")
/// for try await piece in object.bytes { … }
/// ```
/// A key is any text of 1 to 1024 bytes without control characters and without `.` and `..` between slashes; a slash has no
/// meaning besides.
///
/// Every operation throws ``ObjectStoreError``, and `CancellationError` when its task was cancelled.
public protocol ObjectStore: Sendable {
    /// Stores bytes, in place of those that the key had.
    ///
    /// Whoever reads the key gets the old bytes or the new ones, all of them. When this throws, it may have been done all the
    /// same.
    func put(_ key: String, _ bytes: [UInt8], contentType: String) async throws

    /// Finds what is stored under a key.
    ///
    /// - Parameter range: the bytes that will be read, if not all; those behind the last one are not there.
    /// - Throws: ``ObjectStoreError/Code/notFound`` if there is nothing.
    func get(_ key: String, range: Range<Int>?) async throws -> StoredObject

    /// Removes what is stored under a key, if anything is.
    func delete(_ key: String) async throws

    /// What is stored under the keys with a prefix, in the order of the keys' bytes.
    ///
    /// - Parameters:
    ///   - key: the key behind which the list begins, as the page before says it in ``ObjectPage/next``; nil for the first page.
    ///   - limit: how many at most, 1 to 1000.
    func list(_ prefix: String, after key: String?, limit: Int) async throws -> ObjectPage

    /// Removes what is left of puts and deletions that a crash broke off, and that nobody can read, if there is any.
    ///
    /// - Parameter moment: what began later is left alone, because it may go on.
    func removeRemains(before moment: Date) async throws

    /// Ends what runs for it; nothing can be stored or read any more.
    func shutDown() async
}

extension ObjectStore {
    /// Finds what is stored under a key.
    public func get(_ key: String) async throws -> StoredObject { try await self.get(key, range: nil) }

    /// The first thousand of what is stored under the keys with a prefix.
    public func list(_ prefix: String) async throws -> ObjectPage {
        try await self.list(prefix, after: nil, limit: 1000)
    }
}
