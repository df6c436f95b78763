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
            for condition in conditions.reversed().prefix(Self.mostCounted) {
                let count = try await self.products.count(\.isActive == true && condition, limit: Self.mostRead)
                if count < lowest { (driver, lowest) = (condition, count) }
                if count < Self.mostRead { break }
            }
        }
        let others = conditions.reduce(.isNotIn(\.slug, begun.map(\.slug))) { $0 && $1 }
        // What comes behind the first limit is not read, however few of those before are wanted.
        let further = try await self.products.aggregate(
            Pipeline().match(\Product.isActive == true && driver).limit(Self.mostRead).match(others)
                .sort(Sort<Product>.ascending(Product.searchName), .ascending(\.slug)).limit(limit - begun.count)
                .project(to: ProductSuggestion.self),
            as: ProductSuggestion.self, limit: limit)
        return begun + further
    }

    /// What the names must have: a word that begins as the last does, and those before.
    private static func conditions(of text: String) -> [Query<Product>] {
        let pieces = TextPiece.all(in: text)
        guard let last = pieces.last else { return [] }
        var words = pieces.dropLast().flatMap { piece in
            piece.kind == .unspaced ? Self.signs(piece) : [ProductWords.word(piece.scalars)]
        }
        var begun: [Query<Product>] = []
        if last.kind == .unspaced, last.scalars.count > 1 {
            words += Self.signs(last)
        } else {
            begun = [.begins(Product.searchNameWords, with: ProductWords.word(last.scalars))]
        }
        return begun + words.map { .has(Product.searchNameWords, $0) }
    }

    private static func signs(_ piece: TextPiece) -> [String] {
        piece.scalars.count == 1 ? [piece.text] : ProductWords.pairs(piece.scalars)
    }

    /// How many products are looked at.
    private static let mostRead = 200
    private static let mostCounted = 4
}
