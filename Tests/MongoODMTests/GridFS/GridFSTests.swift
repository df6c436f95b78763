import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Synchronization
import TestSupport
import Testing

@Suite struct GridFSTests {
    private struct Refusal: Error {}

    private func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 251) }
    }

    /// Bytes in pieces, as a network would bring them.
    private func pieces(_ bytes: [UInt8], of size: Int) -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            for start in stride(from: 0, to: bytes.count, by: size) {
                continuation.yield(Array(bytes[start..<min(bytes.count, start + size)]))
            }
            continuation.finish()
        }
    }

    private func download(_ id: ObjectID, from bucket: GridFSBucket) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in bucket.download(id) { bytes += chunk }
        return bytes
    }

    private func count(_ collection: String, _ database: MongoDatabase) async throws -> Int {
        try await database.run(["count": .string(collection)])["n"]?.intValue ?? -1
    }

    @Test(arguments: [0, 1, 1023, 1024, 1025, 10_000], [1, 300, 1024, 5000])
    func whatWasUploadedIsDownloaded(size: Int, piece: Int) async throws {
        guard size / piece < 2000 else { return }
        try await withDatabase { database in
            let bucket = GridFSBucket(database, name: "images", chunkSize: 1024)
            let bytes = self.bytes(size)
            let file = try await bucket.upload(
                "ü.bin", metadata: ["type": "x"], from: self.pieces(bytes, of: piece))
            #expect(file.length == size && file.chunkSize == 1024 && file.name == "ü.bin")
            #expect(file.metadata?["type"] == "x")
            #expect(try await self.download(file.id, from: bucket) == bytes)
            #expect(try await self.count("images.chunks", database) == (size + 1023) / 1024)
        }
    }

    @Test(arguments: [0..<0, 0..<1, 1023..<1025, 1024..<2048, 2500..<2600, 2599..<2600, 2000..<9000, 3000..<4000])
    func aPartIsDownloaded(range: Range<Int>) async throws {
        try await withDatabase { database in
            let bucket = GridFSBucket(database, name: "images", chunkSize: 1024)
            let bytes = self.bytes(2600)
            let file = try await bucket.upload("a", from: self.pieces(bytes, of: 1000))
            for download in [bucket.download(file.id, range: range), bucket.download(file, range: range)] {
                var found: [UInt8] = []
                for try await piece in download { found += piece }
                #expect(found == Array(bytes[range.clamped(to: 0..<2600)]))
            }
        }
    }

    @Test func partsWithoutAFileAreRemovedAndNoOthers() async throws {
        try await withDatabase { database in
            let bucket = GridFSBucket(database, name: "images", chunkSize: 1)
            let kept = try await bucket.upload("kept", from: self.pieces(self.bytes(3), of: 3))
            // More parts than are looked at once, without the first one.
            for (size, first) in [(1500, 1), (2, 0)] {
                let file = try await bucket.upload("crashed", from: self.pieces(self.bytes(size), of: size))
                try await database.run([
                    "delete": "images.files",
                    "deletes": [["q": ["_id": .objectID(file.id)], "limit": 1]],
                ])
                try await database.run([
                    "delete": "images.chunks",
                    "deletes": [
                        ["q": ["files_id": .objectID(file.id), "n": ["$lt": .int32(Int32(first))]], "limit": 0]
                    ],
                ])
            }
            #expect(try await bucket.deleteAbandoned(before: Date.now.addingTimeInterval(-3600)) == 0)
            #expect(try await self.count("images.chunks", database) == 3 + 1499 + 2)
            #expect(try await bucket.deleteAbandoned(before: Date.now.addingTimeInterval(60)) == 2)
            #expect(try await self.count("images.chunks", database) == 3)
            #expect(try await self.download(kept.id, from: bucket) == self.bytes(3))
        }
    }

    @Test func thePartsAreThoseOfOtherDrivers() async throws {
        try await withDatabase { database in
            let bucket = GridFSBucket(database, chunkSize: 100)
            let file = try await bucket.upload("a", from: self.pieces(self.bytes(150), of: 150))
            let reply = try await database.run(["find": "fs.chunks", "sort": ["n": 1]])
            let parts = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.compactMap(\.documentValue) ?? []
            #expect(parts.map { $0["files_id"] } == [.objectID(file.id), .objectID(file.id)])
            #expect(parts.map { $0["n"] } == [.int32(0), .int32(1)])
            #expect(parts.last?["data"] == .binary(Array(self.bytes(150)[100...]), subtype: 0))
            let indexes = try await database.run(["listIndexes": "fs.chunks"]).description
            #expect(indexes.contains("files_id_1_n_1"))
        }
    }

    @Test func theSourceIsAskedWhenThePartsBeforeAreStored() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(60)))
        try await withDatabase(client: client) { database in
            let bucket = GridFSBucket(database, chunkSize: 100)
            let given = Mutex(0)
            // It finds a free connection although there is but one.
            let source = AsyncThrowingStream<[UInt8], any Error> {
                let count = given.withLock { $0 }
                let stored = try await self.count("fs.chunks", database)
                #expect(stored == count * 3 / 2)
                if count == 6 { return nil }
                given.withLock { $0 += 1 }
                return self.bytes(150)
            }
            let file = try await bucket.upload("a", from: source)
            for try await part in bucket.download(file.id) {
                let found = try await bucket.file(file.id)
                #expect(part.count == 100 && found == file)
            }
        }
        await client.shutDown()
    }

    @Test(.disabled(if: isSanitized, "the sanitizer keeps what was freed"))
    func aLargeFileTakesLittleMemory() async throws {
        // In a process of its own, whose memory nobody else uses.
        await #expect(processExitsWith: .success) {
            try await withDatabase { database in
                let bucket = GridFSBucket(database)
                let part = [UInt8](repeating: 7, count: 1 << 20)
                func transfer(_ mebibytes: Int) async throws -> Int {
                    let given = Mutex(0)
                    let source = AsyncStream<[UInt8]> {
                        given.withLock {
                            $0 += 1
                            return $0 > mebibytes ? nil : part
                        }
                    }
                    let file = try await bucket.upload("large", from: source)
                    var length = 0
                    for try await chunk in bucket.download(file.id) { length += chunk.count }
                    return length
                }
                _ = try await transfer(4)
                let before = try OwnProcess.peakMemory
                let length = try await transfer(24)
                let growth = try OwnProcess.peakMemory - before
                #expect(length == 24 << 20 && growth < 4 << 20, "\(growth)")
            }
        }
    }

    @Test func filesAreFoundAndDeleted() async throws {
        try await withDatabase { database in
            let bucket = GridFSBucket(database)
            for name in ["a", "b", "b"] {
                _ = try await bucket.upload(name, from: self.pieces(self.bytes(10), of: 10))
            }
            let found = try await bucket.find(\.name == "b")
            #expect(found.count == 2)
            #expect(try await bucket.find(sort: [.ascending(\.name)], skip: 1, limit: 1).map(\.name) == ["b"])
            #expect(try await bucket.delete(found[0].id))
            #expect(try await !bucket.delete(found[0].id))
            #expect(try await bucket.file(found[0].id) == nil)
            #expect(try await bucket.file(found[1].id) == found[1])
            #expect(try await self.count("fs.chunks", database) == 2)
        }
    }

    @Test func aMissingFileOrPartIsSaid() async throws {
        try await withDatabase { database in
            let bucket = GridFSBucket(database, chunkSize: 100)
            let missing = await #expect(throws: MongoError.self) {
                try await self.download(ObjectID(), from: bucket)
            }
            #expect(missing?.code == .notFound)
            let file = try await bucket.upload("a", from: self.pieces(self.bytes(300), of: 300))
            try await database.run(["delete": "fs.chunks", "deletes": [["q": ["n": 1], "limit": 1]]])
            let corrupt = await #expect(throws: MongoError.self) {
                try await self.download(file.id, from: bucket)
            }
            #expect(corrupt?.code == .corrupt)
        }
    }

    @Test func nothingIsLeftOfACancelledUpload() async throws {
        let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 1, timeout: .seconds(60)))
        try await withDatabase(client: client) { database in
            let bucket = GridFSBucket(database, chunkSize: 100)
            let (source, feed) = AsyncStream<[UInt8]>.makeStream()
            let upload = Task { try await bucket.upload("a", from: source) }
            feed.yield(self.bytes(1000))
            let observer = TestServer.client.database(database.name)
            try await eventually { try await self.count("fs.chunks", observer) == 10 }
            upload.cancel()
            await #expect(throws: CancellationError.self) { try await upload.value }
            #expect(try await self.count("fs.chunks", database) == 0)
            #expect(try await self.count("fs.files", database) == 0)
        }
        await client.shutDown()
    }

    @Test func nothingIsLeftWhenTheSourceFails() async throws {
        try await withDatabase { database in
            let bucket = GridFSBucket(database, chunkSize: 100)
            let source = self.pieces(self.bytes(1000), of: 250).map { piece in
                if piece.first == self.bytes(1000)[750] { throw Refusal() }
                return piece
            }
            await #expect(throws: Refusal.self) { try await bucket.upload("a", from: source) }
            let chunks = try await self.count("fs.chunks", database)
            let files = try await self.count("fs.files", database)
            #expect(chunks == 0 && files == 0)
        }
    }

    @Test func aCancelledDownloadEnds() async throws {
        try await withDatabase { database in
            let bucket = GridFSBucket(database, chunkSize: 100)
            let file = try await bucket.upload("a", from: self.pieces(self.bytes(1000), of: 1000))
            let download = Task {
                for try await _ in bucket.download(file.id) { withUnsafeCurrentTask { $0?.cancel() } }
            }
            await #expect(throws: CancellationError.self) { try await download.value }
        }
    }
}
