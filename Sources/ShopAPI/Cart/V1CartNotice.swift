import Carts
import Schemas
import ShopCore

/// What has changed about a line of a cart since it was made or last changed.
enum V1CartNotice: String, SchemaEnum {
    case priceChanged = "price_changed"
    case lowStock = "low_stock"
    case outOfStock = "out_of_stock"
    case gone

    /// Nil when nothing has. What keeps it from being bought comes first.
    init?(_ line: PricedCart.Line) {
        guard let product = line.product, line.item.isAllowed, line.total != nil else {
            self = .gone
            return
        }
        if line.item.quantity > product.inventory {
            self = product.inventory > 0 ? .lowStock : .outOfStock
        } else if let seen = line.item.seenPrice, seen != product.price {
            self = .priceChanged
        } else {
            return nil
        }
    }

    /// Whether the line can't be bought as it is.
    var isObstacle: Bool { self != .priceChanged }

    /// The same for people.
    func message(_ line: PricedCart.Line) -> String {
        switch self {
        case .priceChanged:
            "The price has changed from \(line.item.seenPrice ?? .zero) to \(line.product?.price ?? .zero)"
        case .lowStock: "Only \(line.product?.inventory ?? 0) are left"
        case .outOfStock: "This is sold out"
        case .gone: "This can't be bought any more"
        }
    }
}
