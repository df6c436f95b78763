import BSON
import FoundationEssentials
import PDF
import ShopCore

extension PDFDocument {
    /// How an invoice looks.
    init(_ invoice: Invoice) {
        let seller = invoice.seller
        var blocks: [PDFBlock] = [
            .columns([
                [PDFText(seller.name, size: 14, isBold: true)] + seller.address.map { PDFText($0, tone: .grey) }
                    + (seller.taxID.map { [PDFText("Tax ID: \($0)", tone: .grey)] } ?? []),
                invoice.facts,
            ]),
            .space(24),
        ]
        let parties = [
            Self.party("Billed to", invoice.billingAddress, invoice.email),
            Self.party("Delivered to", invoice.shippingAddress, nil),
        ].filter { !$0.isEmpty }
        // One alone keeps to its half.
        if !parties.isEmpty { blocks += [.columns(parties + (parties.count == 1 ? [[]] : [])), .space(24)] }
        blocks += [.table(invoice.table), .space(12), .table(invoice.totals)]
        self.init(
            title: "Invoice \(invoice.number)", author: seller.name, created: invoice.madeAt,
            footer: "\(seller.name) · Invoice \(invoice.number)", blocks: blocks)
    }

    private static func party(_ title: String, _ address: PostalAddress?, _ email: String?) -> [PDFText] {
        let lines = (address?.printedLines ?? []) + (email.map { [$0] } ?? [])
        guard !lines.isEmpty else { return [] }
        return [PDFText(title, size: 9, isBold: true, tone: .grey)] + lines.map { PDFText($0) }
    }
}

extension Invoice {
    fileprivate var facts: [PDFText] {
        var facts = ["Number: \(self.number)", "Date: \(self.madeAt.printed)"]
        facts.append("Order: \(self.orderNumber.isEmpty ? self.id.hexString : self.orderNumber)")
        facts.append("Ordered: \(self.orderedAt.printed)")
        if let paidAt = self.paidAt { facts.append("Paid: \(paidAt.printed)") }
        return [PDFText("Invoice", size: 20, isBold: true)] + facts.map { PDFText($0) }
    }

    fileprivate var table: PDFTable {
        let currency = self.currency.rawValue.uppercased()
        return PDFTable(
            [
                PDFTableColumn("Description"), PDFTableColumn("Quantity", width: .content, alignment: .right),
                PDFTableColumn("Price (\(currency))", width: .content, alignment: .right),
                PDFTableColumn("Amount (\(currency))", width: .content, alignment: .right),
            ],
            rows: self.lines.map { line in
                [
                    [PDFText(line.name)] + line.details.map { PDFText($0, size: 8, tone: .grey) },
                    [PDFText(String(line.quantity))], [PDFText(line.unitPrice.description)],
                    [PDFText(line.total.description)],
                ]
            })
    }

    fileprivate var totals: PDFTable {
        var rows = [("Subtotal", self.subtotal)]
        if self.discount != .zero {
            let title = self.couponCode.map { "Discount (\($0))" } ?? "Discount"
            rows.append((title, Money(minorUnits: -self.discount.minorUnits, currency: self.currency)))
        }
        if self.shippingCost != .zero || self.shippingName != nil {
            rows.append((self.shippingName.map { "Shipping (\($0))" } ?? "Shipping", self.shippingCost))
        }
        rows.append(("Tax", self.tax))
        let last = [
            [PDFText("Total (\(self.currency.rawValue.uppercased()))", size: 11, isBold: true)],
            [PDFText(self.total.description, size: 11, isBold: true)],
        ]
        return PDFTable(
            [
                PDFTableColumn(width: .share(3), alignment: .right),
                PDFTableColumn(width: .share(1), alignment: .right),
            ],
            rows: rows.map { [[PDFText($0)], [PDFText($1.description)]] } + [last], hasRules: false,
            isKeptTogether: true)
    }
}

extension InvoiceLine {
    /// What tells it from others of its name.
    fileprivate var details: [String] {
        let options = (self.options?.list ?? []).map { "\($0.name): \($0.value)" }.joined(separator: ", ")
        return [options, self.sku ?? ""].filter { !$0.isEmpty }
    }
}

extension PostalAddress {
    fileprivate var printedLines: [String] {
        let place = [self.postalCode, self.city, self.state ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        return [self.fullName, self.line1, self.line2 ?? "", place, self.country].filter { !$0.isEmpty }
    }
}

extension Date {
    /// The day in UTC, as everywhere in the shop's API.
    fileprivate var printed: String { Self.ISO8601FormatStyle(timeZone: .gmt).year().month().day().format(self) }
}
