import BSON
import FoundationEssentials
import MongoODM
import Orders
import ShopCore
import Spreadsheets

/// Orders, a row for each, the oldest first.
struct ExportedOrders: ExportedTable {
    let orders: Repository<Order>
    let request: ExportRequest

    var title: String { "Orders" }

    let header = [
        "number", "id", "created_at", "status", "payment_status", "payment_method", "customer_id", "email", "pieces",
        "subtotal", "discount", "shipping", "tax", "total", "refunded", "currency", "coupon", "shipping_method", "name",
        "city", "state", "postal_code", "country",
    ]

    func count() async throws -> Int { try await self.orders.count(self.request.ordersQuery, limit: 5_000_000) }

    func page(after place: PageCursor?) async throws -> ExportedPage {
        ExportedPage(try await self.orders.page(of: self.request, after: place)) { [Self.row($0)] }
    }

    private static func row(_ order: Order) -> [Cell] {
        let address = order.shippingAddress
        return order.leadingCells + [
            .text(order.paymentStatus.rawValue), .text(order.payment.method), order.customerCell, Cell(order.email),
            .integer(order.items.reduce(0) { $0 + $1.quantity }), Cell(order.subtotal ?? order.total),
            Cell(order.discount), Cell(order.shippingCost), Cell(order.tax), Cell(order.total), Cell(order.refunded),
            .text(order.currency.rawValue), Cell(order.coupon?.code), Cell(order.shippingMethod?.name),
            Cell(address?.fullName), Cell(address?.city), Cell(address?.state), Cell(address?.postalCode),
            Cell(address?.country),
        ]
    }
}

/// Orders, a row for each of their lines.
struct ExportedLines: ExportedTable {
    let orders: Repository<Order>
    let request: ExportRequest

    var title: String { "Lines" }

    let header = [
        "order_number", "order_id", "created_at", "status", "customer_id", "product_id", "variant_id", "sku", "name",
        "options", "unit_price", "quantity", "line_total", "discount", "tax", "refunded_quantity", "currency",
    ]

    func count() async throws -> Int { try await self.orders.count(self.request.ordersQuery, limit: 5_000_000) }

    func page(after place: PageCursor?) async throws -> ExportedPage {
        ExportedPage(try await self.orders.page(of: self.request, after: place)) { order in
            order.items.map { Self.row($0, of: order) }
        }
    }

    private static func row(_ item: OrderItem, of order: Order) -> [Cell] {
        let options = item.options.map { options in
            options.names.map { "\($0): \(options[$0] ?? "")" }.joined(separator: ", ")
        }
        return order.leadingCells + [
            order.customerCell, .text(item.productID), Cell(item.variantID?.hexString), Cell(item.sku),
            .text(item.name), Cell(options), Cell(item.unitPrice), .integer(item.quantity), Cell(item.lineTotal),
            Cell(item.discount), Cell(item.tax), .integer(item.refundedQuantity), .text(order.currency.rawValue),
        ]
    }
}

extension ExportRequest {
    /// The orders that were placed in its time.
    fileprivate var ordersQuery: Query<Order> {
        var query = Query<Order>.all
        if let from { query = query && \.createdAt >= from }
        if let to { query = query && \.createdAt < to }
        return query
    }
}

extension Repository<Order> {
    fileprivate func page(of request: ExportRequest, after place: PageCursor?) async throws -> Page<Order> {
        try await self.page(
            request.ordersQuery, sort: [.ascending(\.createdAt), .ascending(\.id)], after: place,
            limit: ExportedPage.size)
    }
}

extension Order {
    /// What tells of which order a row is.
    fileprivate var leadingCells: [Cell] {
        [
            Cell(self.number.isEmpty ? nil : self.number), .text(self.id.hexString), .moment(self.createdAt),
            .text(self.stage.rawValue),
        ]
    }

    fileprivate var customerCell: Cell { Cell(self.userID.isEmpty ? nil : self.userID) }
}
