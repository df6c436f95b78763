import BSON
public import FoundationEssentials
public import MongoODM

/// Objects in a database, as files of a ``GridFSBucket`` whose names are the keys.
///
/// A file is replaced by one that is stored beside it: readers find the newest, and when it is complete the others are removed.
/// A reader who is in the midst of an old one gets ``ObjectStoreError/Code/corrupt``. Of two that are stored at the same time,
/// the one that is newer by the clock of who stored it remains.
public struct GridFSStore: ObjectStore {
    public let bucket: GridFSBucket

    public init(_ bucket: GridFSBucket) {
        self.bucket = bucket
    }

    public func put(_ key: String, _ bytes: [UInt8], contentType: String) async throws {
        try ObjectKey.check(key, "put")
        try await self.run("put") {
            _ = try await self.bucket.upload(
                key, metadata: ["contentType": .string(contentType)], from: OnePiece(bytes: bytes))
            for file in try await self.files(of: key).dropFirst() { try await self.bucket.delete(file.id) }
        }
    }

    public func get(_ key: String, range: Range<Int>?) async throws -> StoredObject {
        try ObjectKey.check(key, "get")
        return try await self.run("get") {
            guard let file = try await self.files(of: key, limit: 1).first else {
                throw ObjectStoreError(.notFound, "get")
            }
            let contentType = file.metadata?["contentType"]?.stringValue ?? "application/octet-stream"
            return StoredObject(Self.entry(file), contentType: contentType, range: range) { range in
                try await self.run("get") {
                    for try await piece in self.bucket.download(file, range: range) { return piece }
                    return []
                }
            }
        }
    }

    public func delete(_ key: String) async throws {
        try ObjectKey.check(key, "delete")
        try await self.run("delete") {
            for file in try await self.files(of: key) { try await self.bucket.delete(file.id) }
        }
    }

    public func list(_ prefix: String, after key: String?, limit: Int) async throws -> ObjectPage {
        try await self.run("list") {
            var query = \GridFSFile.name >= prefix
            if let key { query = query && \.name > key }
            let files = try await self.bucket.find(
                query, sort: [.ascending(\.name), .ascending(\.uploadedAt)], limit: limit + 1)
            var entries: [ObjectEntry] = []
            for file in files.prefix(limit) {
                guard file.name.utf8.starts(with: prefix.utf8) else { return ObjectPage(entries: entries, next: nil) }
                // A key may have more than one file for a moment.
                if entries.last?.key.utf8.elementsEqual(file.name.utf8) == true { entries.removeLast() }
                entries.append(Self.entry(file))
            }
            return ObjectPage(entries: entries, next: files.count > limit ? entries.last?.key : nil)
        }
    }

    public func removeRemains(before moment: Date) async throws {
        try await self.run("sweep") { _ = try await self.bucket.deleteAbandoned(before: moment) }
    }

    public func shutDown() async {}

    /// The files with a name, newest first.
    private func files(of key: String, limit: Int = 100) async throws -> [GridFSFile] {
        try await self.bucket.find(\.name == key, sort: [.descending(\.uploadedAt), .descending(\.id)], limit: limit)
    }

    private static func entry(_ file: GridFSFile) -> ObjectEntry {
        ObjectEntry(key: file.name, size: file.length, modifiedAt: file.uploadedAt)
    }

    private func run<Value>(_ operation: String, _ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as MongoError {
            let code: ObjectStoreError.Code =
                switch error.code {
                case .unavailable, .deadlineExceeded: .unreachable
                case .overloaded: .overloaded
                case .shutDown: .shutDown
                case .corrupt, .notFound, .decoding: .corrupt
                default: error.isTransient ? .unreachable : .refused
                }
            throw ObjectStoreError(code, operation, error.debugDescription)
        }
    }
}

/// Bytes as a source for an upload.
private struct OnePiece: AsyncSequence {
    let bytes: [UInt8]

    func makeAsyncIterator() -> Iterator { Iterator(bytes: self.bytes) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var bytes: [UInt8]?

        mutating func next() async -> [UInt8]? { self.bytes.take() }
    }
}
