public import BSON

/// How a ``MongoClient`` connects.
public struct MongoSettings: Sendable {
    /// The connection string, for example `mongodb://localhost:27017/shop?replicaSet=rs0`.
    public var uri: String
    /// Connections, and the threads that use them, at most.
    public var poolSize: Int
    /// The longest that an operation may take, waiting for a connection included.
    public var timeout: Duration
    /// Operations that may wait for a connection; one more fails at once.
    public var queueLimit: Int
    /// Change streams that may run at a time, each with a connection and a thread besides those of the pool; one more
    /// fails at once.
    public var changeStreamLimit: Int
    /// How transactions commit together.
    public var groupCommit: GroupCommitSettings
    /// What the server calls the program in its logs.
    public var applicationName: String
    /// Where metrics, traces and slow commands go.
    public var monitoring: MongoMonitoring
    /// What fields declared as `encrypted()` are written and read with; nil where no model has any.
    public var encryptionKeys: EncryptionKeys?

    /// - Parameter uri: the connection string. It should name the replica set. What it says about timeouts and about how
    ///   many members (`w`) confirm a write counts; what it leaves out follows from `timeout`, and writes wait for a
    ///   majority. `w=0` is refused. Reads ask the primary, and see what it has or, with `readConcernLevel=majority`, what
    ///   a majority has, whatever else it says.
    public init(
        uri: String, poolSize: Int = 16, timeout: Duration = .seconds(4), queueLimit: Int = 10_000,
        changeStreamLimit: Int = 16, groupCommit: GroupCommitSettings = GroupCommitSettings(),
        applicationName: String = "MongoODM",
        monitoring: MongoMonitoring = MongoMonitoring(), encryptionKeys: EncryptionKeys? = nil
    ) {
        self.uri = uri
        self.poolSize = poolSize
        self.timeout = timeout
        self.queueLimit = queueLimit
        self.changeStreamLimit = changeStreamLimit
        self.groupCommit = groupCommit
        self.applicationName = applicationName
        self.monitoring = monitoring
        self.encryptionKeys = encryptionKeys
    }
}
