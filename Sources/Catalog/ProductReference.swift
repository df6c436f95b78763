import BSON
import MongoODM

/// What a client calls a product: its id, its number or its slug, whichever there is, in this order.
struct ProductReference: Sendable {
    let id: ObjectID?
    let number: Int?
    let slug: String

    init(_ text: String) {
        self.id = ObjectID(text)
        // `007` may be a slug, and is no number.
        self.number = Int(text).flatMap { String($0) == text ? $0 : nil }
        self.slug = text
    }

    /// The text in one form: letter case makes no other id.
    var key: String { self.id?.hexString ?? self.slug }

    /// Nil where the slug is all that it can be.
    private var otherThanSlug: Query<Product>? {
        var query: Query<Product>?
        if let id { query = \.id == id }
        if let number { query = query.map { $0 || \.productID == number } ?? (\.productID == number) }
        return query
    }

    /// The product, active or not.
    func find(in products: Repository<Product>) async throws -> Product? {
        // Look-ups of one unique field travel together.
        guard let other = self.otherThanSlug else { return try await products.findOne(\.slug == self.slug) }
        let found = try await products.find(other || \.slug == self.slug, limit: 3)
        return found.first { $0.id == self.id } ?? found.first { $0.productID == self.number } ?? found.first
    }
}
