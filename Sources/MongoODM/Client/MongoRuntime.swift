import CMongoC

/// The driver's process-wide state.
enum MongoRuntime {
    /// Initialises the driver once; touched before its first use.
    static let started: Void = {
        mongoc_init()
        // The driver reports through errors; its own log lines on standard error would repeat them.
        mongoc_log_set_handler(nil, nil)
    }()
}
