import CMongoC

/// A connection string as the driver has read it, with this library's defaults where it says nothing, and without what
/// would take away what the library promises.
final class ConnectionString {
    /// Lives as long as this object.
    let uri: OpaquePointer
    /// Sentences about what it says and what does not count, or should not.
    private(set) var warnings: [String] = []

    /// - Throws: ``MongoError`` with the code `invalidURI`, whose sentence shows no part of a password.
    init(_ settings: MongoSettings) throws {
        _ = MongoRuntime.started
        if let problem = Self.problem(with: settings.uri) { throw MongoError.invalidURI(problem) }
        var error = bson_error_t()
        guard let uri = mongoc_uri_new_with_error(settings.uri, &error) else {
            throw MongoError.invalidURI(Self.withoutSecrets(MongoError.text(of: error), of: settings.uri))
        }
        self.uri = uri
        self.setTimeouts(settings.timeout)
        try self.setWriteConcern()
        self.setReadPreference()
        try self.setReadConcern()
    }

    deinit { mongoc_uri_destroy(self.uri) }

    /// The database that it names.
    var database: String? { mongoc_uri_get_database(self.uri).map { String(cString: $0) } }

    /// Whether writes wait until a majority of the replica set has them in its journal.
    var writesWaitForMajority: Bool {
        let concern = mongoc_uri_get_write_concern(self.uri)
        return mongoc_write_concern_get_wmajority(concern)
            && (!mongoc_write_concern_journal_is_set(concern) || mongoc_write_concern_get_journal(concern))
    }

    private func setTimeouts(_ timeout: Duration) {
        let milliseconds = timeout.count(of: .milliseconds(1))
        let defaults: [(String, Int64)] = [
            (MONGOC_URI_SERVERSELECTIONTIMEOUTMS, milliseconds / 4 * 3),
            (MONGOC_URI_CONNECTTIMEOUTMS, milliseconds / 2),
            (MONGOC_URI_SOCKETTIMEOUTMS, milliseconds),
            (MONGOC_URI_HEARTBEATFREQUENCYMS, 5000),
        ]
        for (option, value) in defaults where !mongoc_uri_has_option(self.uri, option) {
            mongoc_uri_set_option_as_int32(self.uri, option, Int32(clamping: max(1, value)))
        }
    }

    /// Writes wait for a majority where nothing else is said, whatever is said about journals and timeouts.
    private func setWriteConcern() throws {
        let asked = mongoc_uri_get_write_concern(self.uri)
        guard mongoc_write_concern_is_acknowledged(asked) else {
            throw MongoError.invalidURI(
                "it asks the server not to confirm writes (w=0 or safe=false), so that no answer about a change would be "
                    + "true: leave that out, and writes wait for a majority")
        }
        let concern = mongoc_write_concern_new()
        defer { mongoc_write_concern_destroy(concern) }
        let members = mongoc_write_concern_get_w(asked)
        switch members {
        case MONGOC_WRITE_CONCERN_W_DEFAULT: mongoc_write_concern_set_wmajority(concern, 0)
        case MONGOC_WRITE_CONCERN_W_TAG: mongoc_write_concern_set_wtag(concern, mongoc_write_concern_get_wtag(asked))
        default:
            mongoc_write_concern_set_w(concern, members)
            if members != MONGOC_WRITE_CONCERN_W_MAJORITY {
                self.warnings.append(
                    "w=\(members) lets a write be confirmed before a majority has it, so that an election may undo it: "
                        + "leave w out")
            }
        }
        mongoc_write_concern_set_wtimeout_int64(concern, mongoc_write_concern_get_wtimeout_int64(asked))
        if mongoc_write_concern_journal_is_set(asked) {
            if mongoc_write_concern_get_journal(asked) {
                mongoc_write_concern_set_journal(concern, true)
            } else {
                self.warnings.append("journal=false does not count: a power failure could undo what was confirmed")
            }
        }
        mongoc_uri_set_write_concern(self.uri, concern)
    }

    /// Transactions, and whatever has to see what was written before, ask the primary.
    private func setReadPreference() {
        guard mongoc_read_prefs_get_mode(mongoc_uri_get_read_prefs_t(self.uri)) != MONGOC_READ_PRIMARY else { return }
        let primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY)
        defer { mongoc_read_prefs_destroy(primary) }
        mongoc_uri_set_read_prefs_t(self.uri, primary)
        self.warnings.append(
            "readPreference does not count: reads ask the primary, which has every change, unless the program asks for "
                + "other members")
    }

    /// Change streams and transactions have concerns of their own, beside which the server takes few others.
    private func setReadConcern() throws {
        guard
            let level = mongoc_read_concern_get_level(mongoc_uri_get_read_concern(self.uri)).map({ String(cString: $0) }
            )
        else { return }
        switch level {
        case MONGOC_READ_CONCERN_LEVEL_MAJORITY: return
        case MONGOC_READ_CONCERN_LEVEL_LOCAL, MONGOC_READ_CONCERN_LEVEL_AVAILABLE:
            self.warnings.append("readConcernLevel=\(level) does not count: change streams read what a majority has")
        default:
            throw MongoError.invalidURI(
                "readConcernLevel=\(level) can't hold for every read: leave it out or write majority")
        }
        let concern = mongoc_read_concern_new()
        defer { mongoc_read_concern_destroy(concern) }
        mongoc_uri_set_read_concern(self.uri, concern)
    }
}
