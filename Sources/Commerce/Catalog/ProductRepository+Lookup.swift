extension ProductRepository: ProductLookup {
    func products(numbered numbers: [Int]) async throws -> [Int: ProductSummary] {
        try await self.find(numbers: numbers).mapValues { product in
            ProductSummary(
                id: product.id, productID: product.productID, name: product.name, price: product.price,
                image: product.image, isActive: product.isActive)
        }
    }
}
