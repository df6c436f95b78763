import Crypto
import HTTPTypes
import NIOCore
import Orders
import RouteKit
import ShopCore

/// `/api/v1/orders/{id}/invoice`: what a paid order has cost, on paper.
struct V1InvoiceRoutes: Sendable {
    private let invoices: InvoiceService
    private let access: ShopAccess

    init(_ invoices: InvoiceService, access: ShopAccess) {
        self.invoices = invoices
        self.access = access
    }

    private static let mediaType = "application/pdf"

    var routes: [Route] {
        let invoices = self.invoices
        return [
            Route(
                .get, "/orders/{id}/invoice", id: "getInvoice", "The invoice of a paid order", tag: .v1Orders,
                access: self.access.buyer, input: .path(V1OrderPath.self),
                options: .init(errors: [.notFound, .conflict], mediaTypes: [Self.mediaType])
            ) { call in
                let invoice = try await invoices.invoice(ofOrderNamed: call.path.id, for: call.caller)
                let file = try await invoices.file(of: invoice)
                return Download(
                    ByteBuffer(bytes: file), contentType: Self.mediaType,
                    entityTag: "\"\(SHA256.hash(data: file).prefix(16).hexadecimal)\"",
                    disposition: .attachment(fileName: "invoice-\(invoice.number).pdf"))
            }
        ]
    }
}
