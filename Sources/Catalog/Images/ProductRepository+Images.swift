import BSON
import MongoODM

extension ProductRepository {
    /// The product that names a picture.
    func find(imageID: ObjectID) async throws -> Product? {
        try await self.products.findOne(.any(\.images, \.id == imageID))
    }

    /// Which of some pictures products name, those included that can't be read.
    func imagesNamed(among ids: Set<ObjectID>) async throws -> Set<ObjectID> {
        guard !ids.isEmpty else { return [] }
        let found = try await self.products.findStored(.any(\.images, .isIn(\.id, Array(ids))), limit: ids.count)
        let named = found.flatMap { $0["images"]?.arrayValue ?? [] }
            .compactMap { $0.documentValue?["_id"]?.objectIDValue }
        return ids.intersection(named)
    }

    /// Stores the pictures of a product that is still as it was read, and its variants, which may name them.
    ///
    /// - Returns: the product after the change, or nil when somebody else was faster.
    func setImages(of product: Product, to wanted: Product, in transaction: Transaction) async throws -> Product? {
        var updates: [Update<Product>] = [.set(\.images, wanted.images)]
        if wanted.variants != product.variants { updates.append(.set(\.variants, wanted.variants)) }
        return try await self.change(product, updates, setsInventory: false, in: transaction)
    }
}
