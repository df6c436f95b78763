package import Mail

/// For those with whose order something has happened.
package struct OrderMail: MailContent {
    package static let name = "order"
    package static let example = OrderMail(
        event: .shipped, name: "Ann Miller", number: "B-0123456789", total: "2999.98 USD",
        refund: "1499.99 USD", lines: [Line(name: "Gaming Laptop Pro", quantity: 2, total: "2999.98")],
        note: "It comes in two parcels.",
        carrier: "DHL", trackingNumber: "00340434161094042557", trackingURL: "https://www.dhl.com/track?id=1")

    /// What has happened. Templates have a flag of each.
    package enum Event: String, CaseIterable, Sendable {
        case placed
        case paymentFailed = "payment_failed"
        case paid
        case confirmed
        case processing
        case shipped
        case delivered
        case cancelled
        case failed
        case refunded
        /// Money was given back, and the order is not over by it.
        case givenBack = "given_back"
    }

    /// A line of the order.
    package struct Line: Sendable {
        package var name: String
        package var quantity: Int
        package var total: String

        package init(name: String, quantity: Int, total: String) {
            self.name = name
            self.quantity = quantity
            self.total = total
        }
    }

    package var event: Event
    /// What the customer is called; empty where that is not known.
    package var name: String
    /// The order's number; empty where it has none.
    package var number: String
    package var total: String
    /// Whether it is paid when it is there.
    package var isPaidAtDoor: Bool
    /// What was given back; nil for nothing.
    package var refund: String?
    package var lines: [Line]
    /// What somebody has written about it.
    package var note: String?
    package var carrier: String?
    package var trackingNumber: String?
    package var trackingURL: String?

    package init(
        event: Event, name: String, number: String, total: String, isPaidAtDoor: Bool = false,
        refund: String? = nil, lines: [Line], note: String?, carrier: String?, trackingNumber: String?,
        trackingURL: String?
    ) {
        self.event = event
        self.name = name
        self.number = number
        self.total = total
        self.isPaidAtDoor = isPaidAtDoor
        self.refund = refund
        self.lines = lines
        self.note = note
        self.carrier = carrier
        self.trackingNumber = trackingNumber
        self.trackingURL = trackingURL
    }

    package var fields: [String: MailField] {
        var fields: [String: MailField] = [
            "total": .text(self.total), "at_door": .flag(self.isPaidAtDoor),
            "lines": .list(
                self.lines.map {
                    ["product": .text($0.name), "quantity": .text(String($0.quantity)), "line_total": .text($0.total)]
                }),
        ]
        for event in Event.allCases { fields[event.rawValue] = .flag(event == self.event) }
        let texts = [
            "name": self.name, "number": self.number, "refund": self.refund, "note": self.note, "carrier": self.carrier,
            "tracking_number": self.trackingNumber, "tracking_url": self.trackingURL,
        ]
        for (key, text) in texts { if let text, !text.isEmpty { fields[key] = .text(text) } }
        return fields
    }
}
