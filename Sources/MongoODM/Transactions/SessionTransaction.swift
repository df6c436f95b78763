import BSON
import CMongoC

/// A transaction of the driver, on a worker of its own.
final class SessionTransaction: Sendable {
    let worker: PinnedWorker
    let session: Session

    private init(worker: PinnedWorker, session: Session) {
        self.worker = worker
        self.session = session
    }

    /// Takes a worker out of a pool and starts a session on it. ``end()`` gives it back.
    static func begin(in pool: ClientPool, _ operation: Operation) async throws -> SessionTransaction {
        let worker = try await pool.pin(operation)
        do {
            let session = try await worker.run { connection in
                var error = bson_error_t()
                guard let session = mongoc_client_start_session(connection.client, nil, &error) else {
                    throw MongoError(operation, error, reply: nil)
                }
                return Session(session, isTransaction: true)
            }
            return SessionTransaction(worker: worker, session: session)
        } catch {
            worker.release()
            throw error
        }
    }

    func start(_ operation: Operation) async throws {
        let session = self.session
        try await self.worker.run { _ in
            let options = mongoc_transaction_opts_new()
            defer { mongoc_transaction_opts_destroy(options) }
            let readConcern = mongoc_read_concern_new()
            defer { mongoc_read_concern_destroy(readConcern) }
            mongoc_read_concern_set_level(readConcern, MONGOC_READ_CONCERN_LEVEL_SNAPSHOT)
            mongoc_transaction_opts_set_read_concern(options, readConcern)
            let writeConcern = mongoc_write_concern_new()
            defer { mongoc_write_concern_destroy(writeConcern) }
            mongoc_write_concern_set_wmajority(writeConcern, 0)
            mongoc_transaction_opts_set_write_concern(options, writeConcern)
            var error = bson_error_t()
            guard mongoc_client_session_start_transaction(session.pointer, options, &error) else {
                throw MongoError(operation, error, reply: nil)
            }
        }
    }

    func commit(_ operation: Operation) async throws {
        let session = self.session
        try await self.worker.run { connection in
            try connection.perform(operation) { reply, error in
                mongoc_client_session_commit_transaction(session.pointer, reply, error)
            } read: { _ in
            }
        }
    }

    /// Gives up what was done. A failure is no concern: the server forgets a transaction that is not committed.
    func abort() async {
        let session = self.session
        _ = try? await self.worker.run { _ in
            _ = mongoc_client_session_abort_transaction(session.pointer, nil)
        }
    }

    /// Ends the session and gives the worker back.
    func end() {
        let session = self.session
        // Destroying a session aborts what is still open in it.
        self.worker.release { _ in mongoc_client_session_destroy(session.pointer) }
    }
}

/// A session of the driver.
///
/// `@unchecked Sendable`: the pointer is used only in jobs of the one ``PinnedWorker`` that made it, whose
/// thread runs one job at a time, and is destroyed by that worker's last.
final class Session: @unchecked Sendable {
    let pointer: OpaquePointer
    /// Whether it is there for a transaction, which has concerns of its own.
    let isTransaction: Bool

    init(_ pointer: OpaquePointer, isTransaction: Bool) {
        self.pointer = pointer
        self.isTransaction = isTransaction
    }
}
