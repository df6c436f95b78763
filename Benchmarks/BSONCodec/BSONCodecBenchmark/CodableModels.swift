import Foundation

/// The product for Foundation's coders. Prices are doubles here, which is less than the schema's exact
/// decimals and what Foundation does fastest.
struct CodableProduct: Codable {
    var id: String
    var productID: Int
    var name: String
    var slug: String
    var description: String?
    var price: Double
    var image: String?
    var inventory: Int
    var category: String?
    var isActive: Bool
    var createdAt: Date

    enum CodingKeys: String, CodingKey {
        case id = "_id"
        case productID = "product_id"
        case name, slug, description, price, image, inventory, category
        case isActive = "is_active"
        case createdAt = "created_at"
    }
}

/// The order for Foundation's coders.
struct CodableOrder: Codable {
    var id: String
    var userID: String
    var items: [Line]
    var total: Double
    var currency: String
    var status: Status
    var createdAt: Date

    enum Status: String, Codable { case pending, paid, failed, canceled }

    enum CodingKeys: String, CodingKey {
        case id = "_id"
        case userID = "user_id"
        case items, total, currency, status
        case createdAt = "created_at"
    }

    struct Line: Codable {
        var productID: String
        var name: String
        var unitPrice: Double
        var qty: Int
        var lineTotal: Double

        enum CodingKeys: String, CodingKey {
            case productID = "product_id"
            case name
            case unitPrice = "unit_price"
            case qty
            case lineTotal = "line_total"
        }
    }
}
