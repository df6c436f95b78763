package import Logging
package import MongoODM
import Synchronization

/// The collections of a shop. A feature gets its repositories here, so that none is left out where something must be
/// done for all of them: indexes, and what the doctor looks at.
package final class Collections: Sendable {
    package let database: MongoDatabase
    /// Tells operators of a stored document that can't be read and is left out.
    package let reportUnreadable: @Sendable (UnreadableDocument) -> Void
    /// Tells of what changes in them.
    package let changes: ChangeFeed
    private let stored = Mutex<[any StoredCollection]>([])

    /// - Parameter logger: is told of stored documents that can't be read; nil for nobody.
    package init(_ database: MongoDatabase, logger: Logger? = nil) {
        self.database = database
        self.changes = ChangeFeed(database)
        if let logger {
            let log = UnreadableLog(logger)
            self.reportUnreadable = { log.note($0) }
        } else {
            self.reportUnreadable = { _ in }
        }
    }

    /// The documents of a model.
    package func repository<Model: Document>(of model: Model.Type = Model.self) -> Repository<Model> {
        let repository = Repository<Model>(self.database)
        self.stored.withLock { $0.append(repository) }
        return repository
    }

    /// All that were asked for.
    package var all: [any StoredCollection] { self.stored.withLock { $0 } }
}

/// A collection, whatever is in it.
package protocol StoredCollection: Sendable {
    var collectionName: String { get }
    var hasEncryptedFields: Bool { get }
    func reportIndexes() async throws -> IndexReport
    func createIndexes() async throws -> IndexReport
    func examineDocuments(listing limit: Int) async throws -> Examination
    func reencrypt() async throws -> EncryptionReport
    func examineEncryption() async throws -> EncryptionReport
}

extension Repository: StoredCollection {}
