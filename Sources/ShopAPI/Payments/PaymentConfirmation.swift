import ShopCore

/// Who may say how a payment ended.
struct PaymentConfirmation: Sendable {
    let gateway: PaymentGatewayKind

    /// Lets everybody pass where payments are simulated. Where money is taken, whoever says it would get goods for
    /// nothing: then the route is there only for those who answer for orders.
    ///
    /// - Throws: ``ShopError`` `notFound`.
    func check(_ caller: Identity) throws {
        guard self.gateway == .simulated || caller.permissions.contains(.updateOrder) else {
            throw ShopError.notFound("Not Found")
        }
    }
}
