import BSON
import MongoODM
import ShopCore

/// Names for what somebody has begun to type.
extension ProductRepository {
    /// Active products whose names have the words of a text, the last of which may be the beginning of one. Names that begin
    /// with the text come first.
    ///
    /// Each question reads a bounded range of an index. Of words that are all frequent, names that have them all may be missed.
    func suggestions(for text: String, limit: Int) async throws -> [ProductSuggestion] {
        let whole = ProductWords.whole(text)
        guard !whole.isEmpty else { return [] }
        let begun = try await self.products.find(
            \.isActive == true && .begins(Product.searchName, with: whole), as: ProductSuggestion.self,
            sort: [.ascending(Product.searchName)], limit: limit)
        guard begun.count < limit else { return begun }
        let conditions = Self.conditions(of: text)
        var driver = conditions[0]
        if conditions.count > 1 {
            var lowest = Int.max
            for condition in conditions.prefix(Self.mostConditions) {
                let count = try await self.products.count(\.isActive == true && condition, limit: Self.mostRead)
                if count < lowest { (driver, lowest) = (condition, count) }
            }
        }
        // What comes behind the limit is not read, however little of it is wanted.
        let rest = conditions.reduce(Query<Product>.all) { $0 && $1 }
        let others = try await self.products.aggregate(
            Pipeline().match(\Product.isActive == true && driver).limit(Self.mostRead).match(rest)
                .project(to: SuggestedName.self),
            as: SuggestedName.self, limit: Self.mostRead)
        let seen = Set(begun.map(\.slug))
        let further = others.filter { !seen.contains($0.slug) }
            .sorted { ($0.wholeName, $0.slug) < ($1.wholeName, $1.slug) }
        return begun + further.prefix(limit - begun.count).map { ProductSuggestion(name: $0.name, slug: $0.slug) }
    }

    /// What the names must have: the words before the last, and one that begins as the last does.
    private static func conditions(of text: String) -> [Query<Product>] {
        let pieces = TextPiece.all(in: text)
        guard let last = pieces.last else { return [] }
        var words = pieces.dropLast().flatMap { piece in
            piece.kind == .unspaced ? Self.signs(piece) : [ProductWords.word(piece.scalars)]
        }
        var conditions: [Query<Product>] = []
        if last.kind == .unspaced, last.scalars.count > 1 {
            words += Self.signs(last)
        } else {
            conditions.append(.begins(Product.searchNameWords, with: ProductWords.word(last.scalars)))
        }
        conditions += words.map { .has(Product.searchNameWords, $0) }
        return conditions
    }

    private static func signs(_ piece: TextPiece) -> [String] {
        piece.scalars.count == 1 ? [piece.text] : ProductWords.pairs(piece.scalars)
    }

    /// How many products are looked at.
    private static let mostRead = 200
    private static let mostConditions = 4
}
