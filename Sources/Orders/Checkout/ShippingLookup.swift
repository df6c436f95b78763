package import ShopCore

/// What orders need to know of the ways in which goods are sent.
package protocol ShippingLookup: Sendable {
    /// The shop's table of methods; none where it has no table.
    func table() async throws -> [ShippingOffer]
}
