package import BSON
package import FoundationEssentials
package import ShopCore

/// A made-up year of orders: the same each time for the same number, end and products, as far as what can be compared goes.
///
/// Nine in ten are of accounts. Some were never paid, some cancelled, some given back in part or as a whole.
package struct SampleOrders: Sendable {
    /// What can be bought.
    package struct Product: Sendable {
        let id: ObjectID
        let name: String
        let price: Money
        let vendorID: ObjectID?

        package init(id: ObjectID, name: String, price: Money, vendorID: ObjectID?) {
            self.id = id
            self.name = name
            self.price = price
            self.vendorID = vendorID
        }
    }

    package let count: Int
    package let accounts: Int
    private let end: Int
    private let products: [Product]

    /// - Parameters:
    ///   - end: the end of the year.
    ///   - products: one at least.
    package init(_ count: Int, until end: Date, of products: [Product]) {
        self.count = count
        self.accounts = max(1, count / 10)
        self.end = Int(end.timeIntervalSince1970)
        self.products = products
    }

    private static let year = 365 * 86_400
    private static let day = 86_400
    private static let shipping = Money(minorUnits: 490)
    private static let places: [(country: String, state: String?, city: String, postalCode: String)] = [
        ("US", "CA", "Oakland", "94607"), ("US", "NY", "Brooklyn", "11201"), ("US", "TX", "Austin", "78701"),
        ("DE", "BE", "Berlin", "10115"), ("DE", nil, "Hamburg", "20095"), ("GB", nil, "Leeds", "LS1 4AP"),
        ("FR", nil, "Lyon", "69001"), ("NP", nil, "Kathmandu", "44600"), ("AU", "NSW", "Lord Howe Island", "2898"),
        ("VN", nil, "Hanoi", "100000"),
    ]

    /// When an account was opened, in seconds since 1970: accounts come as orders do.
    private func opening(of account: Int) -> Int { self.end - Self.year + Self.year * account / self.accounts }

    /// An account: its identifier, address of mail, name, and when it was opened.
    package func account(_ index: Int) -> (id: ObjectID, email: String, name: String, createdAt: Date) {
        let second = self.opening(of: index)
        return (
            Self.id(second, 1, index), "sample-\(index)@example.com", "Sample \(index)",
            Date(timeIntervalSince1970: Double(second))
        )
    }

    /// An order, and whose it is; nil for a guest's.
    package func order(_ index: Int) -> (order: Order, account: Int?) {
        var numbers = SampleNumbers(index)
        let second =
            self.end - Self.year + Self.year * index / self.count + numbers.below(max(1, Self.year / self.count))
        let placed = Date(timeIntervalSince1970: Double(second))
        let account = numbers.below(10) == 0 ? nil : self.buyer(at: second, &numbers)
        let items = self.items(second, index, &numbers)
        let subtotal = Money.sum(items.map(\.lineTotal)) ?? .zero
        let shipping = subtotal.minorUnits < 20_000 ? Self.shipping : .zero
        var order = Order(
            id: Self.id(second, 2, index), userID: account.map { self.account($0).id.hexString } ?? "", items: items,
            total: subtotal.adding(shipping) ?? subtotal, createdAt: placed)
        order.number = Self.number(index)
        order.email = account == nil ? "guest-\(index)@example.com" : nil
        order.subtotal = subtotal
        order.shippingCost = shipping
        let place = Self.places[numbers.below(Self.places.count)]
        let name = account.map { "Sample \($0)" } ?? "Guest \(index)"
        order.shippingAddress = PostalAddress(
            fullName: name, line1: "Main Street \(1 + index % 200)", line2: nil, city: place.city, state: place.state,
            postalCode: place.postalCode, country: place.country, phone: nil)
        order.country = place.country
        order.state = place.state
        order.shippingMethod = OrderShipping(id: "standard", name: "Standard", price: shipping, days: 5)
        self.tell(&order, placed: second, index, &numbers)
        return (order, account)
    }

    /// An account that was there by then.
    private func buyer(at second: Int, _ numbers: inout SampleNumbers) -> Int {
        let there = (second - (self.end - Self.year)) * self.accounts / Self.year
        return numbers.below(min(self.accounts, there + 1))
    }

    private func items(_ second: Int, _ index: Int, _ numbers: inout SampleNumbers) -> [OrderItem] {
        // Some products sell better than others.
        let picks = (0...numbers.below(3)).map { _ in numbers.below(1 + numbers.below(self.products.count)) }
        return Set(picks).sorted().enumerated().map { place, pick in
            let (product, quantity) = (self.products[pick], 1 + numbers.below(3))
            var item = OrderItem(
                productID: product.id.hexString, name: product.name, unitPrice: product.price, quantity: quantity,
                lineTotal: product.price.multiplied(by: quantity) ?? .zero)
            item.id = Self.id(second, 3 + place, index)
            item.vendorID = product.vendorID
            return item
        }
    }

    /// Lets the order go through what orders go through, as far as there was time for.
    private func tell(_ order: inout Order, placed: Int, _ index: Int, _ numbers: inout SampleNumbers) {
        var story = Story(order, end: self.end)
        let kind = numbers.below(100)
        story.happen(.placed, 0)
        switch kind {
        case 0..<3:
            story.happen(.failed, 60)
            story.order.status = .failed
        case 3..<6:
            story.happen(.cancelled, 1800)
            story.order.status = .canceled
        default:
            self.pay(&story, numbers.below(300))
            switch kind {
            case 6..<8:
                story.happen(.cancelled, 7200)
                story.order.delivery = .cancelled
                self.giveBack(&story, all: true, index, after: 7260)
            case 8..<10: self.giveBack(&story, all: true, index, after: 6 * Self.day)
            default:
                for (event, delivery, days) in Self.journey where placed + days * Self.day < self.end {
                    story.happen(event, days * Self.day)
                    story.order.delivery = delivery
                }
                if kind < 14 { self.giveBack(&story, all: false, index, after: 8 * Self.day) }
            }
        }
        order = story.order
        order.mailed = order.history.count
        order.updatedAt = order.history.last?.at
    }

    private static let journey: [(OrderEventKind, DeliveryStatus, days: Int)] = [
        (.processing, .processing, 1), (.shipped, .shipped, 2), (.delivered, .delivered, 6),
    ]

    private func pay(_ story: inout Story, _ seconds: Int) {
        story.happen(.paid, seconds)
        story.happen(.confirmed, seconds)
        story.order.status = .paid
        story.order.delivery = .confirmed
        story.order.payment = OrderPayment(gateway: OrderPayment.manual)
        story.order.paidAt = story.order.history.last?.at
        // Nobody needs so many invoices.
        story.order.invoicedAt = story.order.paidAt
    }

    /// Gives all back, or a piece, if there was time for.
    private func giveBack(_ story: inout Story, all: Bool, _ index: Int, after seconds: Int) {
        guard story.hasTime(seconds + 60) else { return }
        var refund = OrderRefund(amount: story.order.total)
        refund.id = Self.id(story.second, 8, index)
        refund.at = story.moment(seconds)
        refund.state = .done
        refund.restocks = true
        for place in story.order.items.indices where all || place == 0 {
            let pieces = all ? story.order.items[place].quantity : 1
            guard let line = story.order.items[place].id else { continue }
            refund.items.append(RefundedItem(itemID: line, quantity: pieces))
            story.order.items[place].refundedQuantity = pieces
            story.order.items[place].restockedQuantity = pieces
        }
        if !all { refund.amount = story.order.items[0].unitPrice }
        story.order.refunds = [refund]
        story.order.refunded = refund.amount
        story.happen(.refundAsked, seconds, refund: refund.id)
        let ends = refund.amount == story.order.total && story.order.delivery != .cancelled
        story.happen(ends ? .refunded : .refundDone, seconds + 60, refund: refund.id)
        if ends { story.order.delivery = .refunded }
    }

    /// - Parameters:
    ///   - second: when it was made, since 1970.
    ///   - kind: parts what is made at once.
    private static func id(_ second: Int, _ kind: Int, _ index: Int) -> ObjectID {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number, radix: 16)
            return String(repeating: "0", count: count - text.count) + text
        }
        // Always 24 digits.
        return ObjectID(digits(second, 8) + "5eed" + digits(kind, 4) + digits(index, 8))!
    }

    /// Different for each, as the factor has no divisor in common with the count of numbers.
    private static func number(_ index: Int) -> String {
        let digits = String((index * 7_919_000_003 + 4_200_000_001) % 10_000_000_000)
        return "B-" + String(repeating: "0", count: 10 - digits.count) + digits
    }

    /// An order while it is made up.
    private struct Story {
        var order: Order
        let second: Int
        private let end: Int
        private let author: Author?

        init(_ order: Order, end: Int) {
            self.order = order
            self.second = Int(order.createdAt.timeIntervalSince1970)
            self.end = end
            self.author = Author(command: "seed")
        }

        func moment(_ seconds: Int) -> Date { Date(timeIntervalSince1970: Double(self.second + seconds)) }

        func hasTime(_ seconds: Int) -> Bool { self.second + seconds < self.end }

        mutating func happen(_ event: OrderEventKind, _ seconds: Int, refund: ObjectID? = nil) {
            let id = SampleOrders.id(self.second, 16 + self.order.history.count, self.index)
            self.order.history.append(
                OrderEvent(id: id, event, at: self.moment(seconds), by: self.author, refund: refund))
        }

        /// The last digits of the order's identifier.
        private var index: Int { Int(self.order.id.hexString.suffix(8), radix: 16) ?? 0 }
    }
}
