import MongoODM
import MongoTestSupport
import Synchronization
import TestSupport
import Testing

@testable import ObjectStore

/// The stores that must all behave the same.
enum StoreKind: CaseIterable {
    case gridFS
    case s3

    /// Runs a test with an empty store.
    func run(_ body: @Sendable (any ObjectStore) async throws -> Void) async throws {
        switch self {
        case .gridFS:
            try await withDatabase { database in
                try await body(GridFSStore(GridFSBucket(database, name: "images", chunkSize: 1024)))
            }
        case .s3: try await withS3Store { try await body($0) }
        }
    }
}

private let bucketNumbers = Atomic<Int>(0)

/// Runs a test with a bucket of its own.
func withS3Store(_ body: @Sendable (S3Store) async throws -> Void) async throws {
    let server = try #require(S3Suite.server)
    let number = bucketNumbers.wrappingAdd(1, ordering: .relaxed).newValue
    let bucket = "bucket-\(number)"
    var settings = try server.settings(bucket: bucket)
    // Objects of the tests shall have more than one piece.
    settings.pieceSize = 1024
    let store = try S3Store(settings)
    let made = try await store.send(S3Request(method: "PUT", path: "/\(bucket)"), "make")
    #expect(made.status == 200)
    do {
        try await body(store)
    } catch {
        await store.shutDown()
        if let error = error as? ObjectStoreError { Issue.record("\(error): \(error.detail)") }
        throw error
    }
    await store.shutDown()
}

extension S3Server {
    func settings(bucket: String, port: Int? = nil, secret: String? = nil) throws -> S3Settings {
        try S3Settings(
            endpoint: "http://127.0.0.1:\(port ?? self.port)", bucket: bucket, region: "us-east-1",
            accessKeyID: self.key.id, secretAccessKey: secret ?? self.key.secret)
    }
}

/// A suite with a server that all its tests share.
struct S3Suite: SuiteTrait, TestScoping {
    @TaskLocal static var server: S3Server?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let server = try await S3Server()
        try await Self.$server.withValue(server) { try await function() }
    }
}
