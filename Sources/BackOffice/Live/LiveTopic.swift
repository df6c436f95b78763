import BSON
package import MongoODM
import Schemas
import ShopCore

/// A collection whose changes are told to those who look after the shop.
///
/// ```swift
/// LiveTopic(.job, Repository<StoredExport>(database), ["updateDescription.updatedFields.progress": ["$exists": true]]) {
///     $0.document.map { LiveJob($0) }
/// }
/// ```
package struct LiveTopic: Sendable {
    let selection: ChangeSelection
    private let read: @Sendable (DatabaseChange) throws -> LiveEvent?

    /// - Parameters:
    ///   - condition: which of the server's change events are told.
    ///   - others: who may be told of one besides those who are told of all of the kind: whoever has all permissions of one of
    ///     these.
    ///   - data: what is told of one; nil for nothing.
    init<Model: Document, Data: SchemaValue>(
        _ kind: LiveKind, _ repository: Repository<Model>, _ condition: BSONDocument,
        besides others: @escaping @Sendable (Change<Model>) -> [[Permission]] = { _ in [] },
        _ data: @escaping @Sendable (Change<Model>) -> Data?
    ) {
        self.selection = ChangeSelection(Model.self, condition)
        self.read = { told in
            guard let change = try repository.change(in: told), let data = data(change) else { return nil }
            return LiveEvent(kind, data, before: change.token, besides: others(change))
        }
    }

    /// What is told of a change; nil for nothing, also where the document can't be read.
    func event(of change: DatabaseChange) -> LiveEvent? {
        change.collection == self.selection.collection ? try? self.read(change) : nil
    }
}
