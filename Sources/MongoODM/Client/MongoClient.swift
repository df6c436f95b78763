import BSON
import Logging

/// A client of a MongoDB replica set: a pool of connections, each with a thread of its own.
///
/// ```swift
/// let client = try MongoClient(MongoSettings(uri: "mongodb://localhost:27017/shop?replicaSet=rs0"))
/// try await client.verify()
/// let products = Repository<Product>(client.defaultDatabase)
/// …
/// await client.shutDown()
/// ```
public final class MongoClient: Sendable {
    let pool: ClientPool
    let settings: MongoSettings
    let commits: CommitLane
    private let defaultDatabaseName: String
    /// Whether writes wait until a majority of the replica set has them in its journal, as they do unless the connection
    /// string says otherwise. Without that an election may undo a write that was answered.
    public let writesWaitForMajority: Bool

    /// Prepares the pool; it connects with the first operation.
    ///
    /// What the connection string says against the library's promises does not count, and a warning in the log says so;
    /// where it can't be meant, as with `w=0`, it is refused.
    ///
    /// - Throws: ``MongoError`` with the code `invalidURI`.
    public init(_ settings: MongoSettings) throws {
        var settings = settings
        // The driver counts milliseconds in 32 bits.
        settings.timeout = min(max(.milliseconds(1), settings.timeout), .milliseconds(Int32.max))
        let connectionString = try ConnectionString(settings)
        self.settings = settings
        self.pool = try ClientPool(settings, connectionString)
        self.commits = CommitLane(self.pool, settings.groupCommit, settings.monitoring)
        self.defaultDatabaseName = connectionString.database ?? "test"
        self.writesWaitForMajority = connectionString.writesWaitForMajority
        for warning in connectionString.warnings {
            settings.monitoring.logger.warning("The MongoDB connection string: \(warning)")
        }
    }

    /// A client that is dropped closes its connections by itself; ``shutDown()`` also waits for that.
    deinit { self.pool.close() }

    /// The database that the connection string names, else `test`.
    public var defaultDatabase: MongoDatabase { self.database(self.defaultDatabaseName) }

    /// The longest that an operation may take.
    public var timeout: Duration { self.settings.timeout }

    /// A database by its name.
    public func database(_ name: String) -> MongoDatabase {
        MongoDatabase(client: self, name: name, encryptionKeys: self.settings.encryptionKeys)
    }

    /// Asks the server whether it answers.
    ///
    /// - Throws: ``MongoError``, in most cases `unavailable`.
    public func ping() async throws {
        _ = try await self.database("admin").run(["ping": 1])
    }

    /// Checks that the server is what this library needs: a member of a replica set, or a router, because
    /// a standalone server has no transactions.
    ///
    /// - Throws: ``MongoError``: `unsuitableServer` with a sentence that says what to do, or `unavailable`.
    public func verify() async throws {
        let reply = try await self.database("admin").run(["hello": 1])
        guard reply["setName"] != nil || reply["msg"]?.stringValue == "isdbgrid" else {
            throw MongoError(
                .unsuitableServer, Operation(name: "hello", target: ""),
                detail: "MongoDB runs as a standalone server, which has no transactions: start it with "
                    + "--replSet rs0 and run rs.initiate() once; one node is enough")
        }
    }

    /// How busy the connections are.
    public var load: PoolLoad { self.pool.load }

    /// Refuses new operations, waits for those that run, and closes all connections.
    public func shutDown() async {
        await self.pool.shutDown()
    }
}
