public import BSON
public import Idempotency
import MongoODM
import Schemas
public import ShopCore

/// Which products to list by what is there of them.
public enum InventoryFilter: Sendable {
    case all
    /// Those that are for sale, and of which few are left, or of one of whose variants few are.
    case low
    /// Those that are for sale, and of which nothing is left, or nothing of one of their variants.
    case out
}

/// What is to become of what can be bought.
public enum InventoryChange: Sendable {
    /// So many more, or less.
    case by(Int)
    /// So many, if there are still as many as are expected.
    case set(Int, expected: Int)
}

/// The inventory for those who look after it.
extension CatalogService {
    /// A page of the products, in the order of their numbers; of those that run short, in that of how many are left.
    public func inventory(_ filter: InventoryFilter, _ request: PageRequest) async throws -> CountedPage<CountedProduct>
    {
        let (query, sort) = self.question(filter)
        let products = self.adjustments.products
        guard case .all = filter else { return try await products.page(query, sort: sort, request) }
        let found = try await products.find(query, sort: sort, skip: request.skip, limit: request.size + 1)
        // No index has all that are there, but one has what is shown, and what is not.
        let most = CountedPage<CountedProduct>.highestTotal + 1
        let shown = try await products.count(\.isActive == true, limit: most)
        let hidden = try await products.count(\.isActive == false && query, limit: most)
        return CountedPage(found, of: min(shown + hidden, most), request)
    }

    /// What finds the products of a list, in its order.
    func question(_ filter: InventoryFilter) -> (query: Query<CountedProduct>, sort: [Sort<CountedProduct>]) {
        func short(upTo most: Int) -> (Query<CountedProduct>, [Sort<CountedProduct>]) {
            (.raw(Product.isShort(upTo: most)), [.ascending(\.least), .ascending(\.id)])
        }
        return switch filter {
        case .all: (\.removal == nil, [.ascending(\.number)])
        case .low: short(upTo: self.events.lowStock)
        case .out: short(upTo: 0)
        }
    }

    /// What is there of one product.
    ///
    /// - Parameter name: its id, number or slug.
    /// - Throws: ``ShopError`` `notFound`.
    public func counted(named name: String) async throws -> CountedProduct {
        guard let product = try await self.adjustments.products.get(try await self.id(ofProductNamed: name)),
            product.removal == nil
        else { throw Self.notFound }
        return product
    }

    /// Changes how many of a product, or of one of its variants, can be bought.
    ///
    /// - Parameters:
    ///   - name: the product's id, number or slug.
    ///   - variantID: which variant; nil for a product without any.
    ///   - reason: why.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the product.
    /// - Throws: ``ShopError``: `notFound`; `badRequest` with the reasons `variantRequired` and `variantUnknown`; `conflict` with
    ///   the reason `outOfStock` where fewer are there than are to go, and with `stockDiffers` where others are there than were
    ///   expected. `ValidationError` for more than a product may have.
    public func adjust(
        _ name: String, variant variantID: ObjectID?, _ change: InventoryChange, reason: String, by author: Author
    ) async throws -> CountedProduct {
        try await self.adjust(name, variant: variantID, change, reason: reason, by: author) { product, _ in product }
    }

    /// The same with an answer that is kept.
    public func adjust<Answer>(
        _ name: String, variant variantID: ObjectID?, _ change: InventoryChange, reason: String, by author: Author,
        keeping: KeepingAnswer<CountedProduct, Answer>
    ) async throws -> Kept<Answer> {
        try await self.adjust(name, variant: variantID, change, reason: reason, by: author) { product, transaction in
            try await keeping(product, in: transaction)
        }
    }

    private func adjust<Output: Sendable>(
        _ name: String, variant variantID: ObjectID?, _ change: InventoryChange, reason: String, by author: Author,
        _ answer: (CountedProduct, Transaction) async throws -> Output
    ) async throws -> Output {
        let id = try await self.id(ofProductNamed: name)
        let (after, output) = try await self.products.client.transaction { transaction in
            let stored = try await self.present(id, within: .all, if: nil, nil, in: transaction)
            guard case .readable(let product) = stored else { throw Self.isUnreadable }
            let after = try await self.adjusted(product, variant: variantID, change, in: transaction)
            try await self.adjustments.note(
                from: product.countsByPlace, to: after, reason: reason, in: transaction)
            if after.inventory != product.inventory {
                try await self.audit.note(
                    AuditChange(.product, id, from: product, to: after), by: author, in: transaction)
                try await self.tell(.productUpdated, after, in: transaction)
            }
            guard let counted = try await self.adjustments.products.get(id, in: transaction) else {
                throw Self.isUnreadable
            }
            return (after, try await answer(counted, transaction))
        }
        await self.forget([after])
        return output
    }

    private func adjusted(
        _ product: Product, variant variantID: ObjectID?, _ change: InventoryChange, in transaction: Transaction
    ) async throws -> Product {
        guard let variantID else {
            guard product.variants.isEmpty else {
                throw ShopError.badRequest(
                    "This product comes in variants: choose one", field: "variant_id", reason: .variantRequired)
            }
            let inventory = try change.result(of: product.inventory)
            guard inventory != product.inventory else { return product }
            guard
                let after = try await self.products.change(
                    product, [.set(\.inventory, inventory)], setsInventory: true, in: transaction)
            else { throw Self.hasChanged }
            return after
        }
        var wanted = product
        guard let index = wanted.variants.firstIndex(where: { $0.id == variantID }) else {
            throw ShopError.badRequest(
                "The product has no such variant", field: "variant_id", reason: .variantUnknown)
        }
        let inventory = try change.result(of: wanted.variants[index].inventory)
        guard inventory != wanted.variants[index].inventory else { return product }
        wanted.variants[index].setInventory(inventory)
        wanted.inventory = wanted.variants.map(\.inventory).saturatedSum
        guard let after = try await self.products.setVariants(of: product, to: wanted, in: transaction) else {
            throw Self.hasChanged
        }
        return after
    }
}

extension InventoryChange {
    fileprivate func result(of inventory: Int) throws -> Int {
        switch self {
        case .set(let wanted, let expected):
            guard inventory == expected else {
                throw ShopError.conflict("There are \(inventory) now, not \(expected)", reason: .stockDiffers)
            }
            return wanted
        case .by(let change):
            let (sum, overflow) = inventory.addingReportingOverflow(change)
            guard !overflow, sum <= ProductRules.inventories.upperBound else {
                throw ValidationError.inBody(
                    "change", "less_than_equal", "A product has at most \(ProductRules.inventories.upperBound) pieces")
            }
            guard sum >= 0 else { throw ShopError.outOfStock(available: max(0, inventory)) }
            return sum
        }
    }
}
