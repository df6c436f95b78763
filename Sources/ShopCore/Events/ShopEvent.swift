package import BSON
package import Schemas

/// Something that has happened in the shop, for those outside who want to know.
package struct ShopEvent: Sendable {
    package let name: EventName
    /// The identifier of what it is about.
    package let subject: ObjectID
    /// Whose personal data it has; nil for nobody's.
    package let userID: ObjectID?
    /// Makes what is told of it. It is called only where somebody listens.
    package let data: @Sendable () async throws -> any SchemaValue

    package init(
        _ name: EventName, about subject: ObjectID, of userID: ObjectID? = nil,
        data: @escaping @Sendable () async throws -> any SchemaValue
    ) {
        self.name = name
        self.subject = subject
        self.userID = userID
        self.data = data
    }
}
