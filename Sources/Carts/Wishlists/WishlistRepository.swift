import BSON
import MongoODM
import ShopCore

/// The stored wishlists.
struct WishlistRepository: PersonalData {
    private let lists: Repository<Wishlist>
    private let entries: Repository<WishlistEntry>

    /// Entries that can't be read are left out as if they were not there.
    init(_ collections: Collections) {
        self.lists = collections.repository()
        self.entries = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    var client: MongoClient { self.entries.database.client }

    /// A page of a user's entries, the newest first.
    func page(of userID: ObjectID, _ request: PageRequest) async throws -> CountedPage<WishlistEntry> {
        try await self.entries.page(\.userID == userID, sort: Self.newestFirst, request)
    }

    /// Some of a user's entries, the newest first.
    func page(of userID: ObjectID, after place: PageCursor?, limit: Int) async throws -> Page<WishlistEntry> {
        try await self.entries.page(\.userID == userID, sort: Self.newestFirst, after: place, limit: limit)
    }

    private static let newestFirst: [Sort<WishlistEntry>] = [.descending(\.addedAt), .descending(\.id)]

    /// A user's entry of a product.
    func find(
        _ productID: ObjectID, of userID: ObjectID, in transaction: Transaction? = nil
    ) async throws -> WishlistEntry? {
        try await self.entries.findOne(\.userID == userID && \.productID == productID, in: transaction)
    }

    /// A user's entry of a product that had a number or a slug when it was added.
    func find(slug: String, number: Int?, of userID: ObjectID) async throws -> WishlistEntry? {
        var called: Query<WishlistEntry> = \.slug == slug
        if let number { called = called || \.number == number }
        return try await self.entries.find(\.userID == userID && called, sort: Self.newestFirst, limit: 1).first
    }

    /// Adds an entry. The transaction must have found none of the product.
    ///
    /// - Returns: nil when there are as many as there may be.
    /// - Throws: ``ShopError`` `conflict` when there is one of the product that can't be read.
    func add(_ entry: WishlistEntry, in transaction: Transaction) async throws -> WishlistEntry? {
        _ = try await self.lists.findOneAndUpdate(
            \.id == entry.userID, .inc(\.additions, 1), upsert: true, in: transaction)
        let count = try await self.entries.count(
            \.userID == entry.userID, limit: Wishlist.capacity, in: transaction)
        guard count < Wishlist.capacity else { return nil }
        do {
            return try await self.entries.create(entry, in: transaction)
        } catch let error as MongoError where error.code == .duplicateKey {
            // One is there that can't be read.
            throw ShopError.conflict("The wishlist can't be read as it is stored; please ask the shop for help")
        }
    }

    /// - Returns: whether it was there.
    func remove(_ entry: WishlistEntry, in transaction: Transaction? = nil) async throws -> Bool {
        try await self.entries.delete(\.id == entry.id, in: transaction).matched == 1
    }

    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        try await self.entries.delete(\.userID == userID, in: transaction)
        try await self.lists.delete(\.id == userID, in: transaction)
    }
}
