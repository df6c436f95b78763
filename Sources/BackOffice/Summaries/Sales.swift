package import Schemas
package import ShopCore

/// What was sold in some time.
package struct Sales: SchemaObject, Hashable {
    /// How many orders were paid.
    package var orders = 0
    /// Their pieces.
    package var items = 0
    /// Their totals.
    package var revenue = Money.zero
    /// What was to be given back since, of whichever orders.
    package var refunds = Money.zero

    package static let schema = Schema(Sales.init) {
        Field("orders", \.orders, default: 0)
        Field("items", \.items, default: 0)
        Field("revenue", \.revenue, default: .zero)
        Field("refunds", \.refunds, default: .zero)
    }

    /// What stays of it.
    package var net: Money {
        Money(minorUnits: Int64([Int(self.revenue.minorUnits), -Int(self.refunds.minorUnits)].saturatedSum))
    }

    /// What an order was worth; zero where there was none.
    package var averageOrder: Money {
        guard self.orders > 0 else { return .zero }
        let (whole, rest) = self.revenue.minorUnits.quotientAndRemainder(dividingBy: Int64(self.orders))
        return Money(minorUnits: whole + (rest * 2 >= Int64(self.orders) ? 1 : 0))
    }

    mutating func add(_ other: Sales) {
        self.orders = [self.orders, other.orders].saturatedSum
        self.items = [self.items, other.items].saturatedSum
        self.revenue.add(other.revenue)
        self.refunds.add(other.refunds)
    }
}

extension Money {
    /// Adds an amount, up to the largest that there is: somebody may have stored any.
    mutating func add(_ other: Money) {
        self.minorUnits = Int64([Int(self.minorUnits), Int(other.minorUnits)].saturatedSum)
    }
}
