package import BSON
package import Logging
package import MongoODM
import Schemas
package import ShopCore

/// The names of the users who sell own products.
package struct VendorNames: Sendable {
    private let users: Repository<User>
    private let known: Known<[ObjectID: String]>

    /// As many as are kept in memory; the others count as no vendors for products.
    private static let capacity = 10_000

    package init(_ collections: Collections) {
        // The accounts have registered the collection and its indexes.
        self.users = Repository(collections.database)
        self.known = Known(timeout: collections.database.client.timeout)
    }

    /// All, as they were a second ago at most.
    package func names() async throws -> [ObjectID: String] {
        try await self.known.value {
            let found = try await self.users.find(\.role == .vendor, as: NamedUser.self, limit: Self.capacity)
            return Dictionary(found.map { ($0.id, $0.text) }) { first, _ in first }
        }
    }

    /// One; nil for who is no vendor.
    package func name(of id: ObjectID, in transaction: Transaction) async throws -> String? {
        if let names = self.known.value { return names[id] }
        let found = try await self.users.find(
            \.id == id && \.role == .vendor, as: NamedUser.self, limit: 1, in: transaction)
        return found.first?.text
    }

    /// Keeps the names true, and tells of each change, until the task is cancelled.
    package func run(logger: Logger, _ didChange: @escaping @Sendable () async -> Void) async {
        // Accounts change with each login.
        let names = Pipeline().stage([
            "$match": [
                "$or": [
                    ["operationType": ["$nin": ["insert", "update"]]],
                    ["operationType": "insert", "fullDocument.role": .string(Role.vendor.rawValue)],
                    ["updateDescription.updatedFields.role": ["$exists": true]],
                    ["updateDescription.updatedFields.name": ["$exists": true]],
                ]
            ]
        ])
        await self.known.follow(CollectionWatch(self.users, names, logger: logger), didChange)
    }
}
