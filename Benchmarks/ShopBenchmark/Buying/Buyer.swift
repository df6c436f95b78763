import Glibc

/// A customer with an account, who buys one product after another.
struct Buyer: Sendable {
    private let port: UInt16
    private let mount: BuyMount
    private let token: String
    private let productIDs: [Int]

    /// Signs up.
    ///
    /// - Parameter productIDs: what to choose from.
    init(port: UInt16, mount: BuyMount, productIDs: [Int]) throws {
        let email = "buyer-\(UInt64.random(in: 0...UInt64.max))@example.com"
        self.port = port
        self.mount = mount
        self.productIDs = productIDs
        self.token = try ShopConnection(port: port).request(
            .post, "/auth/signup", body: #"{"email":"\#(email)","password":"SecurePass123"}"#, as: TokenAnswer.self
        ).token
    }

    /// Buys until the end of a period, or until something goes wrong: then the cart may hold something, and what
    /// was paid is uncertain. Times are kept of what was bought in the period; sales of all.
    func buy(measuring period: Range<ContinuousClock.Instant>) -> Purchases {
        var purchases = Purchases()
        do {
            let connection = try ShopConnection(port: self.port, token: self.token)
            while ContinuousClock.now < period.upperBound {
                let productID = self.productIDs.randomElement() ?? 0
                let quantity = Int.random(in: 1...3)
                let moments =
                    switch self.mount {
                    case .root: try self.buy(productID, quantity, on: connection)
                    case .v1: try self.buyWithCard(productID, quantity, on: connection)
                    }
                purchases.sold[productID, default: 0] += quantity
                if period.contains(moments.end) { purchases.note(moments) }
            }
        } catch {
            purchases.problem = String(describing: error)
        }
        return purchases
    }

    private func buy(_ productID: Int, _ quantity: Int, on connection: ShopConnection) throws -> Purchases.Moments {
        let start = ContinuousClock.now
        _ = try connection.request(.post, "/cart/add", body: #"{"product_id":\#(productID),"qty":\#(quantity)}"#)
        let added = ContinuousClock.now
        let order = try connection.request(.post, "/checkout/create-order", as: OrderAnswer.self)
        let ordered = ContinuousClock.now
        let paid = try connection.request(
            .post, "/payments/confirm?order_id=\(order.id)&outcome=success", as: OrderAnswer.self)
        let end = ContinuousClock.now
        guard paid.status == "paid" else { throw ShopConnectionError("order \(order.id) is \(paid.status)") }
        return Purchases.Moments(start: start, added: added, ordered: ordered, end: end)
    }

    private func buyWithCard(
        _ productID: Int, _ quantity: Int, on connection: ShopConnection
    ) throws -> Purchases.Moments {
        let start = ContinuousClock.now
        _ = try connection.request(
            .post, "/api/v1/cart/items", body: #"{"product_id":"\#(productID)","quantity":\#(quantity)}"#)
        let added = ContinuousClock.now
        let order = try connection.request(
            .post, "/api/v1/orders", body: #"{"payment_token":"tok_success"}"#, as: PlacedOrderAnswer.self)
        let ordered = ContinuousClock.now
        var seen = order
        // Each look costs the shop something, so they come less and less often.
        for pause: UInt32 in [2000, 3000, 5000] + Array(repeating: 10_000, count: 1000) where seen.status == "pending" {
            usleep(pause)
            seen = try connection.request(.get, "/api/v1/orders/\(order.id)", as: PlacedOrderAnswer.self)
        }
        let end = ContinuousClock.now
        guard seen.status == "confirmed" else { throw ShopConnectionError("order \(order.id) is \(seen.status)") }
        return Purchases.Moments(start: start, added: added, ordered: ordered, end: end)
    }
}
