import BSON
import Foundation
import MongoODM
import Schemas
import ShopCore
import TestSupport

@testable import Catalog

/// Products of all kinds, the same in every run.
struct FilteredShelf {
    let products: [Product]

    static let tags = ["led", "été", "wood", "steel", "sale", "gift"]
    static let sizes = ["S", "M", "L"]
    static let colors = ["Red", "blue", "Été"]

    /// Stores them in place of the others.
    ///
    /// - Parameter categories: those that they are in, each with its path.
    init(_ count: Int, in shop: ShopClient, categories: [Category]) async throws {
        var random = SeededRandom(seed: 7)
        let vendors = (0..<3).map { _ in ObjectID() }
        var products: [Product] = []
        for number in 1...count {
            var product = Product(
                productID: 1000 + number,
                name: "\(["Lamp", "élan", "Desk", "Ábaco"].randomElement(using: &random)!) \(number % 97)",
                slug: "product-\(number)", price: Money(minorUnits: Self.price(&random)))
            if Int.random(in: 0..<5, using: &random) == 0 {
                product.discount = Discount(kind: .percentage, value: ExactDecimal(coefficient: 30, exponent: 0))
            }
            product.inventory = Int.random(in: 0..<3, using: &random)
            let category = categories.randomElement(using: &random)
            (product.category, product.categoryID, product.categoryIDs) = (
                category?.name, category?.id, category?.path ?? []
            )
            product.isActive = Int.random(in: 0..<10, using: &random) > 0
            product.createdAt = Date(
                timeIntervalSince1970: Double(1_700_000_000 + Int.random(in: 0..<count, using: &random)))
            product.tags = Self.tags.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
            product.isFeatured = Int.random(in: 0..<12, using: &random) == 0
            product.vendorID = Bool.random(using: &random) ? vendors.randomElement(using: &random) : nil
            let ratings = Int.random(in: 0..<4, using: &random)
            if ratings > 0 {
                let sum = (0..<ratings).reduce(0) { sum, _ in sum + Int.random(in: 1...5, using: &random) }
                let average = (Double(sum) / Double(ratings) * 100).rounded(.toNearestOrEven) / 100
                product.rating = ProductRating(sum: sum, count: ratings, average: average)
            }
            if Int.random(in: 0..<3, using: &random) == 0 { Self.addVariants(to: &product, &random) }
            products.append(product)
        }
        let stored = Repository<Product>(shop.database)
        try await stored.delete(.all)
        for start in stride(from: 0, to: count, by: 1000) {
            try await stored.createMany(Array(products[start..<min(start + 1000, count)]))
        }
        self.products = products
    }

    /// Most of them between one and a thousand, many of them just below a round one.
    private static func price(_ random: inout SeededRandom) -> Int64 {
        let price = Int64(pow(10, Double.random(in: 2..<5, using: &random)))
        return Bool.random(using: &random) ? price : price / 100 * 100 + 99
    }

    private static func addVariants(to product: inout Product, _ random: inout SeededRandom) {
        for (index, size) in Self.sizes.enumerated() where Bool.random(using: &random) {
            let inventory = Int.random(in: 0..<2, using: &random)
            product.variants.append(
                Variant(
                    sku: "\(product.productID)-\(index)",
                    options: ["Size": size, "color": Self.colors.randomElement(using: &random)!], inventory: inventory,
                    stocked: inventory, isActive: Int.random(in: 0..<5, using: &random) > 0))
        }
        if !product.variants.isEmpty { product.inventory = product.variants.map(\.inventory).reduce(0, +) }
    }
}
