import BSON
import MongoODM
import Schemas
import ShopCore

/// Which category a text means, and how one comes into being.
struct CategoryChoice: Sendable {
    let repository: CategoryRepository
    let audit: AuditTrail

    /// The category that a text means, held until the transaction ends.
    ///
    /// - Parameters:
    ///   - field: what the client calls the text, if it is an id, a slug or a name of one that must be there; else it is a name,
    ///     and a new one becomes a category.
    ///   - present: the category that the product has. It stays there if the text is its name.
    /// - Returns: nil for a blank text.
    /// - Throws: `ValidationError` for one that is not there; ``CategoryRivalry``, then the transaction must be given up.
    func category(
        for text: String, knownFrom field: String? = nil, present: ObjectID? = nil, by author: Author,
        in transaction: Transaction
    ) async throws -> Category? {
        if let field {
            guard let found = try await self.repository.find(named: text, in: transaction) else {
                throw ValidationError.unknown(field, "category")
            }
            return try await self.repository.hold(found.id, in: transaction)
        }
        let name = CategoryName.trimmed(text)
        if name.isEmpty { return nil }
        let found = try await self.repository.find(name: name, in: transaction)
        if let category = found.first(where: { $0.id == present }) ?? CategoryTable.preferred(found) {
            return try await self.repository.hold(category.id, in: transaction)
        }
        try await self.repository.requireRoom(in: transaction)
        var category = Category(name: name, slug: "")
        category.slug = try await self.freeSlug(for: category, in: transaction)
        try await self.add(category, by: author, in: transaction)
        return category
    }

    /// - Throws: ``CategoryRivalry``, then the transaction must be given up.
    func add(_ category: Category, by author: Author, in transaction: Transaction) async throws {
        try await CategoryRivalry.noting {
            try await self.repository.categories.create(category, in: transaction)
        }
        try await self.audit.note(
            AuditChange(.category, category.id, from: nil, to: category), by: author, in: transaction)
    }

    /// A slug made of the name that no other category has.
    func freeSlug(for category: Category, in transaction: Transaction) async throws -> String {
        var attempt = 0
        while true {
            let slug = MadeSlug.slug(of: category.name, kind: "category", number: 2, attempt: attempt)
            if try await !self.repository.hasSlug(slug, in: transaction) { return slug }
            attempt += 1
        }
    }
}
