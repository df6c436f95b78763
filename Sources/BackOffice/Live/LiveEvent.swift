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

    init(_ kind: LiveKind, _ data: any SchemaValue, before place: ResumeToken) {
        self.kind = kind
        self.place = place
        self.data = data
        self.json = data.json()
    }

    /// Whether somebody may be told.
    package func isFor(_ identity: Identity) -> Bool {
        self.kind.permission.map { identity.permissions.contains($0) } ?? true
    }
}
