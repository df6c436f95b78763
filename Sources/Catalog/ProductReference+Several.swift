import MongoODM
import Schemas

extension ProductReference {
    /// The products that clients name, active or not, by one question.
    ///
    /// - Returns: a product for each reference, nil where there is none.
    static func find(_ references: [ProductReference], in products: Repository<Product>) async throws -> [Product?] {
        guard references.count > 1 else {
            guard let only = references.first else { return [] }
            return [try await only.find(in: products)]
        }
        let (ids, numbers) = (references.compactMap(\.id), references.compactMap(\.number))
        let found = try await products.find(
            .isIn(\.id, ids) || .isIn(\.productID, numbers) || .isIn(\.slug, references.map(\.slug)),
            limit: ids.count + numbers.count + references.count)
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        let byNumber = Dictionary(found.map { ($0.productID, $0) }) { first, _ in first }
        let bySlug = Dictionary(found.map { (ExactText($0.slug), $0) }) { first, _ in first }
        return references.map { reference in
            reference.id.flatMap { byID[$0] } ?? reference.number.flatMap { byNumber[$0] }
                ?? bySlug[ExactText(reference.slug)]
        }
    }
}
