package import BSON
package import Idempotency
import MongoODM
import RedisCache
package import ShopCore

/// Questions about products: read by everybody, asked by users, answered by admins.
package struct QuestionService: Sendable {
    private let questions: QuestionRepository
    private let products: any ProductLookup
    private let audit: AuditTrail
    private let cache: CacheManager

    init(
        questions: QuestionRepository, products: any ProductLookup, audit: AuditTrail, cache: CacheManager
    ) {
        self.questions = questions
        self.products = products
        self.audit = audit
        self.cache = cache
    }

    /// A page of the questions about a product, the newest first, as JSON that can be sent as it is.
    ///
    /// - Throws: `ShopError` `notFound` when there is no such product.
    package func list(slug: String, skip: Int, limit: Int) async throws -> Representation<[Question]> {
        let key = QuestionCache.listKey(slug: slug, skip: skip, limit: limit)
        return try await self.cache.cached(
            namespace: QuestionCache.namespace, key: key, ttl: QuestionCache.lifetime
        ) {
            let productID = try await self.productID(ofSlug: slug)
            let found = try await self.questions.find(productID: productID, skip: skip, limit: limit)
            return Representation(found, cacheTags: [QuestionCache.tag(productID: productID)])
        }
    }

    /// The same page if this process has it in memory.
    package func listInMemory(slug: String, skip: Int, limit: Int) -> Representation<[Question]>? {
        let key = QuestionCache.listKey(slug: slug, skip: skip, limit: limit)
        return self.cache.valueInMemory(namespace: QuestionCache.namespace, key: key)
    }

    /// Asks something about a product.
    ///
    /// - Parameter keeping: keeps the response with the question.
    /// - Throws: `ShopError` `notFound` when there is no such product.
    package func ask<Response>(
        _ text: String, about slug: String, by userID: ObjectID, keeping: KeepingAnswer<Question, Response>
    ) async throws -> Kept<Response> {
        let productID = try await self.productID(ofSlug: slug)
        let question = Question(productID: productID, authorID: userID, text: text)
        let kept = try await self.questions.client.transaction { transaction in
            let created = try await self.questions.create(question, in: transaction)
            return try await keeping(created, in: transaction)
        }
        await self.forget(productID)
        return kept
    }

    /// Answers a question, or replaces its answer.
    ///
    /// - Parameters:
    ///   - match: what the question must be for that; nil for anything.
    ///   - author: who answers for it.
    /// - Throws: `ShopError`: `notFound`; `changed`.
    package func answer(
        _ id: ObjectID, with answer: String, if match: IfMatch?, by author: Author
    ) async throws -> Question {
        let answered = try await self.questions.client.transaction { transaction in
            guard let before = try await self.questions.get(id, in: transaction) else {
                throw ShopError.notFound("Question not found")
            }
            guard match?.holds(for: before) ?? true,
                let after = try await self.questions.answer(before, answer, in: transaction)
            else { throw ShopError.changed("The question was changed in the meantime; read it again") }
            try await self.audit.note(
                AuditChange(.question, id, from: before, to: after), by: author, in: transaction)
            return after
        }
        await self.forget(answered.productID)
        return answered
    }

    private func productID(ofSlug slug: String) async throws -> ObjectID {
        guard let id = try await self.products.productID(ofSlug: slug) else {
            throw ShopError.notFound("Product not found")
        }
        return id
    }

    /// Drops what the cache keeps of a product's questions, after they have changed in the database.
    private func forget(_ productID: ObjectID) async {
        await self.cache.invalidate(
            QuestionCache.namespace, [], tags: [QuestionCache.tag(productID: productID)])
    }
}
