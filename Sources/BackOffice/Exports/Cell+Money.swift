import ShopCore
import Spreadsheets

extension Cell {
    /// An amount, in a table that names the currency elsewhere.
    init(_ money: Money) {
        self = .decimal(money.amount)
    }
}
