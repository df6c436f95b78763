package import BSON
package import MongoODM
package import Schemas

/// Tells of things of one kind, in the form in which others outside of the shop know them.
package struct EventSource<Subject: Sendable>: Sendable {
    private let outbox: any EventOutbox
    private let form: @Sendable (Subject) -> any SchemaValue

    /// - Parameter form: what is told of one.
    package init(_ outbox: any EventOutbox, _ form: @escaping @Sendable (Subject) -> any SchemaValue) {
        self.outbox = outbox
        self.form = form
    }

    /// Tells of something, in the transaction that changes it.
    ///
    /// - Parameters:
    ///   - id: its identifier.
    ///   - userID: whose personal data it has; nil for nobody's.
    ///   - subject: looks it up as it is after the change. It is called only where somebody listens.
    package func note(
        _ name: EventName, _ id: ObjectID, of userID: ObjectID? = nil, in transaction: Transaction,
        _ subject: @escaping @Sendable () async throws -> Subject
    ) async throws {
        try await self.outbox.note(
            ShopEvent(name, about: id, of: userID) { self.form(try await subject()) }, in: transaction)
    }
}
