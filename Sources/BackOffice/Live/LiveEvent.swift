package import MongoODM
package import Schemas
package import ShopCore

/// Something that has happened in the shop, as it is told to those who look after it.
package struct LiveEvent: Sendable {
    package let kind: LiveKind
    /// Behind what has happened: who knows this event goes on here.
    package let place: ResumeToken
    package let data: any SchemaValue
    /// The data, made once for all who are told.
    package let json: [UInt8]
    /// Who may be told: whoever has all permissions of one of these.
    private let readers: [[Permission]]

    /// - Parameter others: who may be told besides those who are told of all of the kind.
    init(_ kind: LiveKind, _ data: any SchemaValue, before place: ResumeToken, besides others: [[Permission]] = []) {
        self.kind = kind
        self.readers = [kind.permissions] + others
        self.place = place
        self.data = data
        self.json = data.json()
    }

    /// Whether somebody may be told.
    package func isFor(_ identity: Identity) -> Bool {
        self.readers.contains { $0.allSatisfy(identity.permissions.contains) }
    }
}
