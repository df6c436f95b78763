import BSON
import MongoJobs
import MongoODM
import Schemas

/// Brings what products keep of a category up to what it has become.
struct CategoryCopiesJob: Job {
    var categoryID: ObjectID
    /// Whether the stored names follow, too.
    var isRenamed: Bool

    static let kind = "category_copies"
    static let schema = Schema(CategoryCopiesJob.init) {
        Field("category_id", \.categoryID)
        Field("is_renamed", \.isRenamed)
    }
}

/// The products' copies of what their categories are called, and of what these are part of.
struct CategoryCopies: Sendable {
    let categories: CategoryRepository
    let products: ProductRepository

    /// Makes the copies of a category and of all its parts true, in steps that may all be done again. It ends when a look
    /// finds nothing to do: the category may change meanwhile, and others may do the same.
    ///
    /// - Parameter report: is told how much is done, from 0 to 1.
    func follow(_ job: CategoryCopiesJob, report: (Double) -> Void = { _ in }) async throws {
        let parts = try await self.categories.descendants(of: job.categoryID).map(\.id)
        for (place, id) in ([job.categoryID] + parts).enumerated() {
            let isRenamed = job.isRenamed && id == job.categoryID
            while try await self.mendSome(id, isRenamed: isRenamed) { try Task.checkCancellation() }
            report(Double(place + 1) / Double(parts.count + 1))
        }
    }

    /// Mends some of the products of a category.
    ///
    /// - Returns: whether there may be more.
    private func mendSome(_ id: ObjectID, isRenamed: Bool) async throws -> Bool {
        guard let category = try await self.categories.find(id) else { return false }
        var isOld: Query<Product> = \.categoryIDs != category.path
        if isRenamed { isOld = isOld || \.category != category.name }
        let products = try await self.products.products.find(
            .has(\.categoryIDs, id) && \.categoryID == id && isOld, as: CopiedTexts.self, limit: ProductRepository.batch
        )
        if products.isEmpty { return false }
        try await self.products.setCategoryKeys(
            of: products.map(\.id), in: id, to: category.path)
        let writes = products.map { product -> BulkWrite<Product> in
            var updates: [Update<Product>] = [.set(\.categoryIDs, category.path)]
            if isRenamed {
                let grams = SearchGrams.all(in: [product.name, category.name])
                updates += [.set(\.category, category.name), .set(Product.searchGrams, to: grams)]
            }
            // One that is moved or renamed meanwhile is left as it is; the next look finds it if it must.
            return .updateOne(\.id == product.id && \.categoryID == id && \.name == product.name, updates)
        }
        try await self.products.products.bulkWrite(writes, ordered: false)
        return true
    }
}

/// What of a product is searched besides the category.
private struct CopiedTexts: SchemaObject {
    var id: ObjectID
    var name: String

    static let schema = Schema(CopiedTexts.init) {
        Field("_id", \.id)
        Field("name", \.name)
    }
}
