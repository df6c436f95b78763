public import BSON

/// Files in a database, stored in parts, for bytes that are too many for a document (16 MiB) or that arrive as a stream.
///
/// ```swift
/// let images = GridFSBucket(database, name: "images")
/// let file = try await images.upload("laptop.jpg", from: request.body.map { Array(buffer: $0) })
/// for try await chunk in images.download(file.id) { … }
/// ```
/// The collections are those of all drivers. However large a file is, memory holds a part of it, and while the caller
/// is slow neither a connection nor a thread is held: every part is an operation of its own. The driver's own
/// `mongoc_gridfs_bucket_t` can do neither, because its streams belong to a client, and so to a thread, from their
/// first byte to the last, and fetch 16 MiB at a time; besides, 1.23 makes a file visible whose last part it could
/// not store. So the parts go through the driver as the documents that they are.
///
/// Every operation throws ``MongoError``.
public struct GridFSBucket: Sendable {
    public let database: MongoDatabase
    /// What the collections' names begin with: `fs` for `fs.files` and `fs.chunks`.
    public let name: String
    /// Bytes in each part of a new file.
    public let chunkSize: Int
    let files: Repository<GridFSFile>
    let chunks: Repository<GridFSChunk>

    /// - Parameters:
    ///   - name: what the collections' names begin with.
    ///   - chunkSize: bytes in each part of a new file, 15 MiB at most; the default is that of all drivers, 255 KiB.
    public init(_ database: MongoDatabase, name: String = "fs", chunkSize: Int = 255 * 1024) {
        precondition(1...(15 * 1024 * 1024) ~= chunkSize, "a part of a file must fit into a document")
        self.database = database
        self.name = name
        self.chunkSize = chunkSize
        self.files = Repository(database, collection: "\(name).files")
        self.chunks = Repository(database, collection: "\(name).chunks")
    }

    /// The file with an `_id`.
    public func file(_ id: ObjectID) async throws -> GridFSFile? {
        try await self.files.get(id)
    }

    /// The files that fulfil a query.
    ///
    /// - Parameters:
    ///   - skip: how many to leave out.
    ///   - limit: how many at most.
    public func find(
        _ query: Query<GridFSFile> = .all, sort: [Sort<GridFSFile>] = [], skip: Int = 0, limit: Int = 100
    ) async throws -> [GridFSFile] {
        try await self.files.find(query, sort: sort, skip: skip, limit: limit)
    }

    /// Removes a file with all its parts.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public func delete(_ id: ObjectID) async throws -> Bool {
        // First what makes it visible: a file that lacks parts must not be found.
        let wasThere = try await self.files.delete(\.id == id).matched > 0
        try await self.chunks.delete(\.fileID == id)
        return wasThere
    }
}
