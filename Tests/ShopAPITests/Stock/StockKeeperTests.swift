import BSON
import Catalog
import MongoODM
import Orders
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// What orders do to the books of products and variants.
@Suite struct StockKeeperTests {
    private static let (small, large) = (ObjectID(), ObjectID())

    /// A step by its name, for tables.
    enum Step: String, CaseIterable {
        case reserve, commit, release, take

        func run(_ lines: [StockLine], for order: ObjectID, in shop: ShopClient) async throws {
            let stock = shop.backend.shop.stock
            let change = try await shop.backend.mongo.transaction { transaction in
                switch self {
                case .reserve: try await stock.reserve(lines, for: order, in: transaction)
                case .commit: try await stock.commit(lines, for: order, in: transaction)
                case .release: try await stock.release(lines, for: order, in: transaction)
                case .take: try await stock.take(lines, for: order, in: transaction)
                }
            }
            await change.didCommit()
        }
    }

    /// Product 1 with two variants: ten small ones, five large ones.
    private func storeVariants(_ shop: ShopClient) async throws -> ObjectID {
        func variant(_ id: ObjectID, _ sku: String, _ count: Int32) -> BSONValue {
            [
                "_id": .objectID(id), "sku": .string(sku), "options": ["size": .string(sku)], "price": nil,
                "inventory": .int32(count), "reserved": 0, "sold": 0, "stocked": .int32(count), "is_active": true,
            ]
        }
        let variants: BSONValue = [variant(Self.small, "S", 10), variant(Self.large, "L", 5)]
        try await shop.update(
            "products", ["product_id": 1], ["$set": ["variants": variants, "inventory": 15, "stocked": 15]])
        return try await shop.productID(of: 1)
    }

    @Test(arguments: [
        ([Step.reserve], [7, 3, 0]), ([.reserve, .reserve], [7, 3, 0]), ([.reserve, .commit], [7, 0, 3]),
        ([.reserve, .commit, .commit, .release], [7, 0, 3]), ([.reserve, .release, .release], [10, 0, 0]),
        ([.reserve, .release, .reserve], [10, 0, 0]), ([.release], [10, 0, 0]), ([.take], [7, 0, 3]),
    ])
    func theBooksAfterEachStep(steps: [Step], books: [Int]) async throws {
        try await withShop { shop in
            let product = try await self.storeVariants(shop)
            let lines = [StockLine(productID: product, variantID: Self.small, quantity: 3)]
            let order = ObjectID()
            for step in steps { try await step.run(lines, for: order, in: shop) }
            #expect(try await shop.books(of: 1, variant: Self.small) == books + [10])
            #expect(try await shop.books(of: 1) == [books[0] + 5, books[1], books[2], 15])
            let faults = try await shop.faults()
            #expect(faults["variants"] == nil && faults["books"] == nil && faults["stock"] == nil)
        }
    }

    @Test func whatIsFreeAgainCanNotBeSold() async throws {
        try await withShop { shop in
            let lines = [StockLine(productID: try await shop.productID(of: 1), quantity: 3)]
            for steps in [[Step.reserve, .release], []] {
                let order = ObjectID()
                for step in steps { try await step.run(lines, for: order, in: shop) }
                await #expect(throws: NotReserved.self) { try await Step.commit.run(lines, for: order, in: shop) }
            }
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
        }
    }

    @Test func oneShortLineMovesNothing() async throws {
        try await withShop { shop in
            let product = try await self.storeVariants(shop)
            let lines = [
                StockLine(productID: product, variantID: Self.small, quantity: 3),
                StockLine(productID: product, variantID: Self.large, quantity: 6),
            ]
            for step in [Step.reserve, .take] {
                await #expect(throws: OutOfStock.self) { try await step.run(lines, for: ObjectID(), in: shop) }
            }
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
        }
    }

    @Test(arguments: [0, -1, Int.min])
    func noneAreNeverMoved(quantity: Int) async throws {
        try await withShop { shop in
            let lines = [StockLine(productID: try await shop.productID(of: 1), quantity: quantity)]
            for step in [Step.reserve, .take] {
                await #expect(throws: OutOfStock.self) { try await step.run(lines, for: ObjectID(), in: shop) }
            }
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
        }
    }

    @Test(arguments: [Step.reserve, .take])
    func aLineMustNameAVariantWhereThereAreSome(step: Step) async throws {
        try await withShop { shop in
            let (first, second) = (try await self.storeVariants(shop), try await shop.productID(of: 2))
            for line in [
                StockLine(productID: first, quantity: 1),
                StockLine(productID: first, variantID: ObjectID(), quantity: 1),
                StockLine(productID: second, variantID: Self.small, quantity: 1),
            ] {
                await #expect(throws: OutOfStock.self) { try await step.run([line], for: ObjectID(), in: shop) }
            }
        }
    }

    @Test func fiftyOrdersOfTenPiecesAndFiveOthersAtOnce() async throws {
        try await withShop { shop in
            let product = try await self.storeVariants(shop)
            let isReserved = try await parallel(50) { index in
                let variant = index % 2 == 0 ? Self.small : Self.large
                let lines = [StockLine(productID: product, variantID: variant, quantity: 1)]
                do {
                    try await Step.reserve.run(lines, for: ObjectID(), in: shop)
                    return true
                } catch is OutOfStock {
                    return false
                }
            }
            #expect(isReserved.count { $0 } == 15)
            #expect(try await shop.books(of: 1, variant: Self.small) == [0, 10, 0, 10])
            #expect(try await shop.books(of: 1, variant: Self.large) == [0, 5, 0, 5])
            #expect(try await shop.books(of: 1) == [0, 15, 0, 15])
        }
    }

    @Test func aStepThatIsDoneTwentyTimesAtOnceIsDoneOnce() async throws {
        try await withShop { shop in
            let lines = [StockLine(productID: try await shop.productID(of: 1), quantity: 2)]
            let order = ObjectID()
            for (step, books) in [(Step.reserve, [13, 2, 0, 15]), (.release, [15, 0, 0, 15])] {
                _ = try await parallel(20) { _ in try await step.run(lines, for: order, in: shop) }
                #expect(try await shop.books(of: 1) == books)
            }
        }
    }

    @Test func aReservationIsSoldOrFreedWhoeverAsksFirst() async throws {
        try await withShop { shop in
            let lines = [StockLine(productID: try await shop.productID(of: 1), quantity: 2)]
            let order = ObjectID()
            try await Step.reserve.run(lines, for: order, in: shop)
            let isSold = try await parallel(10) { index in
                do {
                    try await (index % 2 == 0 ? Step.commit : .release).run(lines, for: order, in: shop)
                    return index % 2 == 0
                } catch is NotReserved {
                    return false
                }
            }.contains(true)
            #expect(try await shop.books(of: 1) == (isSold ? [13, 0, 2, 15] : [15, 0, 0, 15]))
        }
    }

    @Test func thePageShowsWhatIsLeft() async throws {
        try await withShop { shop in
            #expect(try await shop.get("/products/gaming-laptop-pro")["inventory"]?.integer == 15)
            let lines = [StockLine(productID: try await shop.productID(of: 1), quantity: 2)]
            try await Step.reserve.run(lines, for: ObjectID(), in: shop)
            #expect(try await shop.get("/products/gaming-laptop-pro")["inventory"]?.integer == 13)
        }
    }
}

extension ShopClient {
    func productID(of number: Int) async throws -> ObjectID {
        try #require(try await Repository<Product>(self.database).findOne(\.productID == number)).id
    }

    /// What can be bought, is reserved, was sold and was stocked, of a product or one of its variants.
    func books(of number: Int, variant: ObjectID? = nil) async throws -> [Int] {
        let product = try #require(
            try await self.documents("products", where: ["product_id": .int64(Int64(number))]).first)
        let variants = product["variants"]?.arrayValue?.compactMap(\.documentValue) ?? []
        let books =
            try variant.map { id in try #require(variants.first { $0["_id"] == .objectID(id) }) } ?? product
        return ["inventory", "reserved", "sold", "stocked"].map { books[$0]?.intValue ?? 0 }
    }
}
