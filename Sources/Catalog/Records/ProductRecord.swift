import BSON
import RedisCache

/// A product in the cache, for lines of carts and wishlists. It has the discount and not the price that comes of it, so the
/// clock makes none untrue: who looks it up asks for the price of the moment.
struct ProductRecord: CacheValue {
    let product: Product

    /// - Parameter product: as it is stored. Its long texts are on its page only.
    init(_ product: Product) {
        var product = product
        product.description = nil
        product.seo = ProductSEO()
        self.product = product
    }

    init(cacheBytes: [UInt8]) throws {
        self.product = try BSONDocument(bytes: cacheBytes).decoded()
    }

    func cacheBytes() -> [UInt8] { BSONDocument(self.product).withBytes { Array($0) } }

    var cacheTags: [String] { [CatalogCache.tag(self.product.id)] }
}
