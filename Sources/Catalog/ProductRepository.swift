package import BSON
package import MongoODM
package import ShopCore

/// The stored products.
package struct ProductRepository: Sendable {
    package let products: Repository<Product>
    package let vocabulary: Vocabulary

    /// Products that can't be read are left out as if they were not there.
    package init(_ collections: Collections) {
        self.products = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
        self.vocabulary = Vocabulary(collections)
    }

    package var client: MongoClient { self.products.database.client }

    /// The active product with a slug.
    func findActive(slug: String) async throws -> Product? {
        let product = try await self.products.findOne(\.slug == slug)
        return product?.isActive == true ? product : nil
    }

    /// What the active product is called in URLs now that had a slug before.
    func presentSlug(ofFormer slug: String) async throws -> String? {
        try await self.products.findOne(.has(\.formerSlugs, slug) && \.isActive == true)?.slug
    }

    /// Has a slug lead to a product alone that has it until now.
    func keepFormer(slug: String, for id: ObjectID, in transaction: Transaction) async throws {
        try await self.products.updateMany(
            .has(\.formerSlugs, slug) && \.id != id, .pull(\.formerSlugs, slug), in: transaction)
    }

    /// The product with an id, a number or a slug, active or not; see ``ProductReference``.
    package func find(named text: String) async throws -> Product? {
        try await ProductReference(text).find(in: self.products)
    }

    /// The same for several: a product for each text, nil where there is none.
    package func find(named texts: [String]) async throws -> [Product?] {
        try await ProductReference.find(texts.map { ProductReference($0) }, in: self.products)
    }

    /// Active products in the order of their numbers.
    ///
    /// - Parameters:
    ///   - text: what the name or the category has somewhere in it, in any letter case.
    ///   - productID: the number of the one product wanted.
    func search(_ text: String?, productID: Int?, skip: Int, limit: Int) async throws -> [Product] {
        try await self.products.find(
            self.searchQuery(text, productID: productID), sort: Self.listOrder, skip: skip, limit: limit)
    }

    static let listOrder = [Sort<Product>.ascending(\.productID)]

    /// What a search asks the database.
    func searchQuery(_ text: String?, productID: Int?) async throws -> Query<Product> {
        var query: Query<Product> = \.isActive == true
        if let productID { query = query && \.productID == productID }
        if let text {
            if productID == nil, let gram = try await self.rarest(of: SearchGrams.covering(text)) {
                query = query && .mayHave(Product.searchGrams, gram)
            }
            query = query && (.contains(\.name, text) || .contains(\.category, text))
        }
        return query
    }

    /// The one that the fewest active products have: all of these, or nearly so, must be looked at.
    private func rarest(of grams: [String]) async throws -> String? {
        guard grams.count > 1 else { return grams.first }
        var rarest: (gram: String, count: Int)?
        for gram in grams {
            let count = try await self.products.count(
                \.isActive == true && .has(Product.searchGrams, gram), limit: Self.many)
            if count < Self.few { return gram }
            if count < rarest?.count ?? .max { rarest = (gram, count) }
        }
        return rarest?.gram
    }

    /// So few products are looked at as fast as another gram's are counted.
    private static let few = 100
    /// Counting ends here: where all grams are so frequent, the text is likely to be.
    private static let many = 300

    /// The products with the given numbers, active or not.
    package func find(numbers: [Int], in transaction: Transaction? = nil) async throws -> [Int: Product] {
        guard !numbers.isEmpty else { return [:] }
        let found = try await self.products.find(
            .isIn(\.productID, numbers), limit: numbers.count, in: transaction)
        return Dictionary(found.map { ($0.productID, $0) }) { first, _ in first }
    }

    /// The products with the given ids, active or not.
    package func find(ids: [ObjectID]) async throws -> [ObjectID: Product] {
        guard !ids.isEmpty else { return [:] }
        let found = try await self.products.find(.isIn(\.id, ids), limit: ids.count)
        return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
    }

    /// - Throws: `duplicateKey` naming `slug` or `product_id`.
    func create(_ product: Product, in transaction: Transaction? = nil) async throws -> Product {
        try await self.products.create(product, in: transaction)
    }

    /// The product as it is stored, also where it can't be read.
    func findStored(_ id: ObjectID, in transaction: Transaction) async throws -> StoredProduct? {
        if let product = try await self.products.get(id, in: transaction) { return .readable(product) }
        return try await self.products.findStored(\.id == id, limit: 1, in: transaction).first.map { .unreadable($0) }
    }

    /// Changes the given fields of a product that is still as it was read.
    ///
    /// - Parameter setsInventory: whether the inventory is among them, which is then what is left of all that was stocked.
    /// - Returns: the product after the change, or nil when somebody else was faster.
    /// - Throws: `duplicateKey` naming `slug` or `product_id`.
    func change(
        _ product: Product, _ updates: [Update<Product>], setsInventory: Bool, in transaction: Transaction
    ) async throws -> Product? {
        try await self.change(
            self.products.isUnchanged(product), product.id, updates, setsInventory: setsInventory, in: transaction)
    }

    /// Sets fields of a product that can't be read.
    ///
    /// - Returns: the product after the change, or nil when it is gone.
    /// - Throws: `decoding` when it still can't be read; `duplicateKey` naming `slug` or `product_id`.
    func mend(
        _ id: ObjectID, _ updates: [Update<Product>], setsInventory: Bool, in transaction: Transaction
    ) async throws -> Product? {
        try await self.change(\.id == id, id, updates, setsInventory: setsInventory, in: transaction)
    }

    func change(
        _ isThere: Query<Product>, _ id: ObjectID, _ updates: [Update<Product>], setsInventory: Bool,
        in transaction: Transaction
    ) async throws -> Product? {
        guard let changed = try await self.products.findOneAndUpdate(isThere, updates, in: transaction) else {
            return nil
        }
        let following = (setsInventory ? Self.stockedAsCounted.settingStockFilter() : Pipeline()).set(
            Product.filterFields, of: changed)
        try await self.derived.updateOne(\.id == id, following, in: transaction)
        return changed
    }

    /// Removes a product that is still as it was read. One that can't be read is removed whatever it is.
    ///
    /// - Returns: false when somebody else was faster.
    func delete(_ product: StoredProduct, _ id: ObjectID, in transaction: Transaction) async throws -> Bool {
        var query: Query<Product> = \.id == id
        if case .readable(let product) = product { query = self.products.isUnchanged(product) }
        return try await self.products.delete(query, in: transaction).matched == 1
    }

    /// Moves pieces from one book to another.
    ///
    /// - Returns: the product afterwards, or nil when nothing was moved; see ``StockStatement``.
    package func run(_ statement: StockStatement, in transaction: Transaction) async throws -> Product? {
        try await self.products.run(statement.change, in: transaction)
    }

    /// What is there, is reserved and was sold is what was stocked.
    static let stockedAsCounted = Pipeline().set(
        Product.stocked,
        .field(\Product.inventory) + .raw(["$cond": [["$isNumber": "$reserved"], "$reserved", 0]])
            + .raw(["$cond": [["$isNumber": "$sold"], "$sold", 0]]))
}
