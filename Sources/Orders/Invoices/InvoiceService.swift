public import BSON
public import MongoODM
import PDF
import ShopCore

/// Invoices of paid orders, and how they look.
public struct InvoiceService: Sendable {
    private let orders: OrderRepository
    private let invoices: InvoiceRepository
    private let making: InvoiceMaking
    /// An order has as many lines as a cart, so its invoice has a few pages.
    private let renderer = PDFRenderer(maximumPages: 200, timeout: .seconds(15))

    init(_ making: InvoiceMaking) {
        self.orders = making.orders
        self.invoices = making.invoices
        self.making = making
    }

    /// The invoice of an order. If the job has not been there yet, it is made now.
    ///
    /// - Parameters:
    ///   - name: the order's id or number.
    ///   - caller: whose it is, or who may see everybody's.
    /// - Throws: ``ShopError``: `notFound`, also for an order that is not the caller's business; `conflict` while it is not paid.
    public func invoice(ofOrderNamed name: String, for caller: OrderCaller) async throws -> Invoice {
        let order = try await self.orders.find(named: name, for: caller, or: .readOrder)
        if let invoice = try await self.invoices.find(orderID: order.id) { return invoice }
        guard let invoice = try await self.making.make(order.id) else {
            throw ShopError.conflict("The order has no invoice before it is paid", reason: .notPaid)
        }
        return invoice
    }

    /// Some of a user's invoices, to go through all of them.
    public func invoices(of userID: ObjectID, after place: PageCursor?, limit: Int) async throws -> Page<Invoice> {
        try await self.invoices.page(userID: userID.hexString, after: place, limit: limit)
    }

    /// An invoice as a PDF, the same bytes every time.
    ///
    /// - Throws: ``ShopError`` `busy` while so many others are made that it would take too long.
    public func file(of invoice: Invoice) async throws -> [UInt8] {
        do throws(PDFError) {
            return try await self.renderer.render(PDFDocument(invoice))
        } catch {
            switch error.code {
            case .busy, .timedOut: throw ShopError.busy("Too many documents are being made; try again")
            case .cancelled: throw CancellationError()
            default: throw error
            }
        }
    }
}
