import BSON
import FoundationEssentials
import MongoODM
import Schemas
import ShopCore

extension CatalogService {
    /// Products with what is shown of their categories and vendors.
    func listed(_ products: [Product], at moment: Date = .now) async throws -> [ListedProduct] {
        let categories = try await self.categories.table(for: products)
        let hasVendors = products.contains { $0.vendorID != nil }
        let names = hasVendors ? try await self.vendors.names() : [:]
        return products.map { product in
            ListedProduct(
                product, categories.category(of: product), vendorName: product.vendorID.flatMap { names[$0] },
                at: moment)
        }
    }

    func listed(_ product: Product, at moment: Date = .now) async throws -> ListedProduct {
        try await self.listed([product], at: moment)[0]
    }

    /// The name of a product's vendor; nil where there is none.
    func vendorName(of product: Product, in transaction: Transaction) async throws -> String? {
        guard let id = product.vendorID else { return nil }
        return try await self.vendors.name(of: id, in: transaction)
    }

    /// - Throws: `ValidationError` for who is no vendor.
    func requireVendor(_ id: ObjectID?, in transaction: Transaction) async throws {
        guard let id, try await self.vendors.name(of: id, in: transaction) == nil else { return }
        throw ValidationError.unknown("vendor_id", "vendor")
    }
}
