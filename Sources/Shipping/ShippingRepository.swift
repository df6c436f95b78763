import BSON
import MongoODM
import ShopCore

/// The stored methods of shipping.
struct ShippingRepository: Sendable {
    let methods: Repository<ShippingMethod>

    /// How many there may be: all of them are kept in memory.
    static let capacity = 1000

    /// Methods that can't be read are left out as if they were not there.
    init(_ collections: Collections) {
        self.methods = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    var client: MongoClient { self.methods.database.client }

    /// All, in the order in which they were added.
    func all() async throws -> [ShippingMethod] {
        // Two instances may add one each when one place is left.
        try await self.methods.find(sort: [.ascending(\.id)], limit: Self.capacity + 100)
    }

    func find(_ id: ObjectID, in transaction: Transaction? = nil) async throws -> ShippingMethod? {
        try await self.methods.get(id, in: transaction)
    }
}
