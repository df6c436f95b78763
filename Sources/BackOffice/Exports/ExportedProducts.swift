import BSON
import Catalog
import FoundationEssentials
import MongoODM
import ShopCore
import Spreadsheets

/// Products, a row for each, and one for each of their variants: with the columns of an import first, so that the file can be
/// taken back in. Removed products are left out.
struct ExportedProducts: ExportedTable {
    let products: Repository<Product>
    let request: ExportRequest

    var title: String { "Products" }

    let header = ProductColumn.allCases.map(\.rawValue) + ["id", "currency", "created_at", "updated_at"]

    func count() async throws -> Int { try await self.products.count(limit: 5_000_000) }

    func page(after place: PageCursor?) async throws -> ExportedPage {
        let page = try await self.products.page(after: place, limit: ExportedPage.size)
        return ExportedPage(page) { product in
            guard self.request.includes(product.createdAt), product.removal == nil else { return [] }
            return [Self.row(product)] + product.variants.map { Self.row($0, of: product) }
        }
    }

    private static func row(_ product: Product) -> [Cell] {
        ProductColumn.allCases.map { column in
            switch column {
            case .number: .integer(product.productID)
            case .sku: .empty
            case .name: .text(product.name)
            case .slug: .text(product.slug)
            case .description: Cell(product.description)
            case .price: Cell(product.price)
            // That of a product with variants is theirs.
            case .inventory: product.variants.isEmpty ? .integer(product.inventory) : .empty
            case .category: Cell(product.category)
            case .tags: Cell(product.tags.isEmpty ? nil : ProductColumn.joined(product.tags))
            case .isActive: .flag(product.isActive)
            }
        } + self.furtherCells(of: product)
    }

    private static func row(_ variant: Variant, of product: Product) -> [Cell] {
        ProductColumn.allCases.map { column in
            switch column {
            case .number: .integer(product.productID)
            case .sku: .text(variant.sku)
            case .name: .text(product.name)
            case .price: variant.price.map { Cell($0) } ?? .empty
            case .inventory: .integer(variant.inventory)
            case .isActive: .flag(variant.isActive)
            case .slug, .description, .category, .tags: .empty
            }
        } + self.furtherCells(of: product)
    }

    private static func furtherCells(of product: Product) -> [Cell] {
        [
            .text(product.id.hexString), .text(product.price.currency.rawValue), .moment(product.createdAt),
            .moment(product.updatedAt),
        ]
    }
}

extension ExportRequest {
    /// Whether something of a moment is to be exported.
    func includes(_ moment: Date) -> Bool {
        if let from, moment < from { return false }
        if let to, moment >= to { return false }
        return true
    }
}
