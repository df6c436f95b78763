import Accounts
import Catalog
import MongoODM
import Questions
import Shop
import ShopAPI
import ShopCore

/// Runs a test against a shop with questions. What `Shop.swift` and `RouteTable+Shop.swift` do for the shop's own features
/// is done here.
func withQuestions(_ body: @Sendable (ShopClient) async throws -> Void) async throws {
    let parts = FurtherParts(cacheNamespaces: QuestionsFeature.cacheNamespaces) { backend in
        let (shop, cache) = (backend.shop, backend.cache)
        let (audit, keys) = (shop.audit, shop.keys)
        let access = ShopAccess(authenticate: shop.sessions.caller)
        let collections = Collections(backend.mongo.defaultDatabase)
        let products = CatalogProducts(products: ProductRepository(collections))
        let questions = QuestionsFeature(collections, audit: audit, cache: cache, products: products)
        for collection in collections.all { _ = try await collection.createIndexes() }
        return QuestionRoutes(questions.service, access: access, keys: keys).routes
    }
    try await withShop(further: parts, body)
}
