import Catalog
import FoundationEssentials
import Schemas

/// A file with products as a JSON array.
struct SeedFile {
    let path: String

    /// - Throws: ``SeedFileError``.
    func products() throws(SeedFileError) -> [ProductDraft] {
        guard let data = FileManager.default.contents(atPath: self.path) else {
            throw SeedFileError(path: self.path, reason: "can't be read")
        }
        let products: [ProductDraft]
        do throws(ValidationError) {
            products = try [ProductDraft](json: [UInt8](data))
        } catch {
            throw SeedFileError(path: self.path, reason: "holds no products: \(error)")
        }
        // The products are added all or none.
        let numbers = Set(products.map(\.productID))
        let slugs = Set(products.map(\.slug))
        guard numbers.count == products.count, slugs.count == products.count else {
            throw SeedFileError(path: self.path, reason: "gives a product_id or a slug to two products")
        }
        return products
    }
}

/// The products to seed can't be had.
public struct SeedFileError: Error, Hashable, Sendable, CustomStringConvertible {
    let path: String
    let reason: String

    public var description: String {
        "SEED_FILE=\(self.path) \(self.reason). Give another file, or set SEED_PRODUCTS=false"
    }
}
