import BSON
import Orders
import ShopCore

/// What happened in some time.
struct Figures: Sendable, Equatable {
    var sales = Sales()
    /// How many accounts were opened that are still there.
    var registered = 0
    /// Where the orders stand that were placed.
    var stages: [OrderStage: Int] = [:]
    var products: [String: SoldProduct] = [:]
    var regions: [SalesRegion: SoldRegion] = [:]
    /// The accounts that paid for orders which they had placed themselves.
    var buyers: Set<ObjectID> = []

    var isEmpty: Bool { self == Figures() }

    mutating func add(_ other: Figures) {
        self.sales.add(other.sales)
        self.registered += other.registered
        self.stages.merge(other.stages, uniquingKeysWith: +)
        for product in other.products.values { self.add(product) }
        for region in other.regions.values { self.add(region) }
        self.buyers.formUnion(other.buyers)
    }

    mutating func add(_ product: SoldProduct) {
        self.products[product.productID, default: SoldProduct(productID: product.productID, name: product.name)].add(
            product)
    }

    mutating func add(_ region: SoldRegion) {
        self.regions[region.region, default: SoldRegion(region: region.region)].add(region)
    }

    mutating func add(_ stage: StageCount) { self.stages[stage.stage, default: 0] += stage.count }
}
