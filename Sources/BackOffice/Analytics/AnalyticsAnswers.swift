package import FoundationEssentials
package import Orders
package import Schemas
import ShopCore

/// What was sold in a period.
package struct SalesPoint: Sendable {
    package let start: Date
    package let sales: Sales

    init(start: Date, _ sales: Sales) {
        self.start = start
        self.sales = sales
    }
}

/// What was sold in periods that follow each other.
package struct SalesReport: Sendable {
    package let points: [SalesPoint]
    package let total: SalesPoint
    /// Of as many periods before.
    package let previous: SalesPoint
}

/// Who came in a period.
package struct UserActivity: Sendable {
    package let start: Date
    /// How many accounts were opened that are still there.
    package let new: Int
    /// How many accounts paid for orders.
    package let active: Int
    /// How many of these were opened before.
    package let returning: Int
}

/// How a product sold.
package struct NamedSales: Sendable {
    /// What it is called now, or was called when it was sold last.
    package let name: String
    package let sales: SoldProduct
}

/// What products are compared by.
package enum ProductRank: String, SchemaEnum {
    case revenue
    case quantity

    func isBefore(_ left: SoldProduct, _ right: SoldProduct) -> Bool {
        let (money, pieces) = ((left.revenue, right.revenue), (left.quantity, right.quantity))
        switch self {
        case .revenue where money.0 != money.1: return money.0 > money.1
        case .quantity where pieces.0 != pieces.1: return pieces.0 > pieces.1
        case .revenue where pieces.0 != pieces.1: return pieces.0 > pieces.1
        case .quantity where money.0 != money.1: return money.0 > money.1
        default: return left.productID < right.productID
        }
    }
}

/// What happened in a period.
package struct PeriodReport: Sendable {
    package let from: Date
    package let to: Date
    package let sales: SalesReport
    /// Where the orders stand that were placed.
    package let stages: [OrderStage: Int]
    package let topProducts: [NamedSales]
    package let users: UserActivity
}
