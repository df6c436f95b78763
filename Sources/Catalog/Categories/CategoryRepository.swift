import BSON
import MongoODM
import Schemas
package import ShopCore

/// The stored categories.
package struct CategoryRepository: Sendable {
    let categories: Repository<Category>

    /// How many there may be: all of them are kept in memory.
    static let capacity = 10_000

    /// Categories that can't be read are left out as if they were not there.
    package init(_ collections: Collections) {
        self.categories = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    var client: MongoClient { self.categories.database.client }

    func table() async throws -> CategoryTable {
        // Two instances may add one each when one place is left.
        CategoryTable(try await self.categories.find(sort: [.ascending(\.id)], limit: Self.capacity + 1000))
    }

    func find(_ id: ObjectID, in transaction: Transaction? = nil) async throws -> Category? {
        try await self.categories.get(id, in: transaction)
    }

    /// The categories of a name, whatever they are part of.
    func find(name: String, in transaction: Transaction? = nil) async throws -> [Category] {
        let key = CategoryName.key(of: name)
        guard !key.isEmpty else { return [] }
        return try await self.categories.find(.has(Category.nameKey, key), limit: Self.capacity, in: transaction)
    }

    /// The category with an id, a slug or a name, whichever there is, in this order.
    func find(named text: String, in transaction: Transaction? = nil) async throws -> Category? {
        if let id = ObjectID(text), let found = try await self.find(id, in: transaction) { return found }
        if let found = try await self.categories.findOne(\.slug == text, in: transaction) { return found }
        return CategoryTable.preferred(try await self.find(name: text, in: transaction))
    }

    /// Keeps others from moving or removing a category until the transaction ends.
    ///
    /// - Returns: the category, or nil when it is gone.
    func hold(_ id: ObjectID, in transaction: Transaction) async throws -> Category? {
        try await self.categories.findOneAndUpdate(\.id == id, .inc(Category.uses, 1), in: transaction)
    }

    /// All that is part of a category, at any depth.
    func descendants(of id: ObjectID, in transaction: Transaction? = nil) async throws -> [Category] {
        try await self.categories.find(.has(\.ancestors, id), limit: Self.capacity + 1000, in: transaction)
    }

    func hasParts(_ id: ObjectID, in transaction: Transaction) async throws -> Bool {
        try await self.categories.exists(.has(\.ancestors, id), in: transaction)
    }

    func hasSlug(_ slug: String, in transaction: Transaction) async throws -> Bool {
        try await self.categories.exists(\.slug == slug, in: transaction)
    }

    /// - Throws: ``ShopError`` `conflict` when there are as many as there may be.
    func requireRoom(in transaction: Transaction? = nil) async throws {
        guard try await self.categories.count(limit: Self.capacity, in: transaction) < Self.capacity else {
            throw ShopError.conflict("A shop has at most \(Self.capacity) categories")
        }
    }
}
