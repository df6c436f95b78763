/// What happens to pieces of a product: they pass from one of its books to another, so that
/// `inventory + reserved + sold = stocked` goes on to hold.
package enum StockMove: Sendable {
    /// They wait for the payment of an order.
    case reserve
    /// What waited is sold.
    case commit
    /// What waited can be bought again.
    case release
    /// They are sold at once.
    case take
    /// What was sold can be bought again.
    case restock

    var from: StockBook {
        switch self {
        case .reserve, .take: .inventory
        case .commit, .release: .reserved
        case .restock: .sold
        }
    }

    var to: StockBook {
        switch self {
        case .reserve: .reserved
        case .commit, .take: .sold
        case .release, .restock: .inventory
        }
    }
}

/// Where pieces are counted, of products and of variants.
enum StockBook: String {
    case inventory
    case reserved
    case sold
}
