import BSON
import Schemas
import ShopCore

/// What a refund takes of an order as it was read: how much money, of which pieces, and which of them come back into the stock.
struct RefundPlan {
    /// Pieces of a line, and how the line was when they were counted.
    struct Line {
        /// The line's place in the order.
        var index: Int
        /// The line's, also where it gets one only now.
        var itemID: ObjectID
        var item: OrderItem
        var quantity: Int
        /// How many of them come back into the stock.
        var restocked = 0
    }

    private(set) var amount: Money
    private(set) var lines: [Line] = []

    /// All that is left of what was paid, for all pieces that are left.
    init(restOf order: Order) throws(ShopError) {
        let (rest, overflow) = order.total.minorUnits.subtractingReportingOverflow(order.refunded.minorUnits)
        guard !overflow, rest > 0 else { throw Self.tooLarge }
        self.amount = Money(minorUnits: rest, currency: order.total.currency)
        for (index, item) in order.items.enumerated() where item.refundableQuantity > 0 {
            self.lines.append(Self.line(index, item, item.refundableQuantity))
        }
    }

    /// What a request asks for.
    ///
    /// - Parameter products: the ids of the request's products, in the order of its items; nil for what names none.
    /// - Throws: `ValidationError` for what the order does not have; ``ShopError`` `conflict` when it is more than is left.
    init(_ request: RefundRequest, of order: Order, products: [ObjectID?]) throws {
        switch request.scope {
        case .rest: self = try RefundPlan(restOf: order)
        case .amount(let amount): self.amount = amount
        case .items(let items):
            self.amount = Money(minorUnits: 0, currency: order.total.currency)
            for (index, (item, product)) in zip(items, products).enumerated() {
                try self.add(item, product, of: order, at: index)
            }
            for line in self.lines {
                guard let cost = line.item.refund(of: line.quantity), let sum = self.amount.adding(cost) else {
                    throw Self.tooLarge
                }
                self.amount = sum
            }
        }
        guard let refunded = order.refunded.adding(self.amount), refunded <= order.total else { throw Self.tooLarge }
        guard request.restocks else { return }
        for (index, line) in self.lines.enumerated() {
            self.lines[index].restocked = max(0, min(line.quantity, line.item.quantity - line.item.restockedQuantity))
        }
    }

    /// Counts the pieces of an item, of one line after the other where several have the product.
    private mutating func add(
        _ item: RefundRequest.Item, _ product: ObjectID?, of order: Order, at place: Int
    ) throws {
        let found = order.items.enumerated().filter {
            $0.element.productID == product?.hexString
                && (item.variantID == nil || $0.element.variantID == item.variantID)
        }
        guard !found.isEmpty else {
            throw Self.violation(
                place, item.variantID == nil ? "product_id" : "variant_id", "unknown", "not in the order")
        }
        guard Set(found.map(\.element.variantID)).count == 1 else {
            throw Self.violation(
                place, "variant_id", "variant_required", "in the order in several variants: choose one")
        }
        var left = item.quantity
        for (index, element) in found where left > 0 {
            let known = self.lines.firstIndex { $0.index == index }
            let taken = min(left, element.refundableQuantity - (known.map { self.lines[$0].quantity } ?? 0))
            guard taken > 0 else { continue }
            if let known {
                self.lines[known].quantity += taken
            } else {
                self.lines.append(Self.line(index, element, taken))
            }
            left -= taken
        }
        guard left == 0 else { throw Self.tooLarge }
    }

    private static func line(_ index: Int, _ item: OrderItem, _ quantity: Int) -> Line {
        Line(index: index, itemID: item.id ?? ObjectID(), item: item, quantity: quantity)
    }

    private static func violation(_ place: Int, _ field: String, _ code: String, _ what: String) -> ValidationError {
        let path: [PathPart] = [.field("body"), .field("items"), .index(place), .field(field)]
        return ValidationError([Violation(path: path, code: code, message: "This product is \(what)")])
    }

    static let tooLarge = ShopError.conflict(
        "More is to be given back than is left of what was paid", reason: .refundTooLarge)
}

extension RefundPlan {
    /// The pieces that come back into the stock; lines that name no product have none.
    var linesToRestock: [StockLine] {
        self.lines.compactMap { line in
            guard line.restocked > 0, let id = ObjectID(line.item.productID) else { return nil }
            return StockLine(productID: id, variantID: line.item.variantID, quantity: line.restocked)
        }
    }
}
