import BSON
import CMongoC
import Synchronization

/// A causal order of operations: each sees what the ones before it did, also on a secondary that lags behind.
///
/// ```swift
/// let causality = Causality()
/// try await orders.following(causality).create(order)
/// let mine = try await orders.following(causality).reading(from: .secondary).find(\.userID == id)
/// ```
/// It is a point in the server's time that moves on with every operation (MongoDB's causally consistent session). It
/// holds no connection and needs no end; operations of one causality may run at the same time, and then see what had
/// ended when they began. Reads and writes must wait for majorities, as writes do by default, for the order to outlive
/// an election.
public final class Causality: Sendable {
    private struct Moment {
        var seconds: UInt32 = 0
        var increment: UInt32 = 0
        /// The cluster's time with its signature, as servers send it.
        var clusterTime: BSONDocument?

        func isBefore(_ other: Moment) -> Bool {
            (self.seconds, self.increment) < (other.seconds, other.increment)
        }
    }

    private let latest = Mutex(Moment())

    public init() {}

    /// Starts a session of the driver that begins at the present point.
    func begin(_ operation: Operation, on connection: Connection) throws -> Session {
        let options = mongoc_session_opts_new()
        defer { mongoc_session_opts_destroy(options) }
        mongoc_session_opts_set_causal_consistency(options, true)
        var error = bson_error_t()
        guard let session = mongoc_client_start_session(connection.client, options, &error) else {
            throw MongoError(operation, error, reply: nil)
        }
        let moment = self.latest.withLock { $0 }
        if moment.seconds > 0 {
            mongoc_client_session_advance_operation_time(session, moment.seconds, moment.increment)
            moment.clusterTime?.withPointer { mongoc_client_session_advance_cluster_time(session, $0) }
        }
        return Session(session, isTransaction: false)
    }

    /// Ends a session and moves on to where it came.
    func end(_ session: Session) {
        var reached = Moment()
        mongoc_client_session_get_operation_time(session.pointer, &reached.seconds, &reached.increment)
        if let time = mongoc_client_session_get_cluster_time(session.pointer) {
            reached.clusterTime = BSONDocument(owning: bson_copy(time))
        }
        mongoc_client_session_destroy(session.pointer)
        self.latest.withLock { if $0.isBefore(reached) { $0 = reached } }
    }
}
