package import RedisCache
package import ShopCore

/// Questions about products, and their answers.
package struct QuestionsFeature: Feature {
    package let service: QuestionService

    package init(
        _ collections: Collections, audit: AuditTrail, cache: CacheManager, products: any ProductLookup
    ) {
        self.service = QuestionService(
            questions: QuestionRepository(collections), products: products, audit: audit, cache: cache)
    }

    package static let auditedKinds = [AuditedKind.question]
    package static let cacheNamespaces: Set = [QuestionCache.namespace]
}
