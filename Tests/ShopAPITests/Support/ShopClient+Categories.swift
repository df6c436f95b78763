import BSON
import Schemas
import Shop
import ShopAPI
import ShopCore
import Testing

@testable import Catalog

/// Categories at `/api/v1`.
extension ShopClient {
    /// Adds a category, and returns its id.
    func addCategory(_ name: String, below parent: String? = nil, as admin: String) async throws -> String {
        let parent = parent.map { "\"\($0)\"" } ?? "null"
        let reply = try await self.post(
            "/api/v1/categories", #"{"name": "\#(name)", "parent_id": \#(parent)}"#, token: admin)
        #expect(reply.status == 201)
        return try #require(reply["id"]?.text)
    }

    /// Does what the jobs that wait do to the products' copies of their categories.
    func followCategories() async throws {
        let collections = Collections(self.database)
        let copies = CategoryCopies(
            categories: CategoryRepository(collections), products: ProductRepository(collections))
        for job in try await self.documents("jobs", where: ["kind": "category_copies"]) {
            let payload = try #require(job["payload"]?.documentValue)
            try await copies.follow(try payload.decoded(as: CategoryCopiesJob.self))
        }
        await self.backend.shop.catalog.forgetAll()
    }
}
