import BSON
import MongoODM
import ShopCore

/// The coupon of a cart. The cart has the code alone; what it takes off is worked out whenever the cart is shown.
extension CartService {
    /// Puts a coupon into the cart, in place of another.
    ///
    /// - Parameters:
    ///   - code: in any letter case.
    ///   - condition: what must hold for the cart as it is; nil for nothing.
    /// - Throws: ``ShopError``: `notFound` when there is no such coupon, or no cart to a visitor's token; `conflict` when it
    ///   takes nothing off this cart; `changed` when the condition does not hold.
    public func setCoupon(
        _ code: String, for owner: CartOwner, if condition: CartCondition? = nil
    ) async throws -> PricedCart {
        var cart = try await self.carts.findOrCreate(owner)
        guard let coupon = try await self.coupons.coupon(code, for: owner.userID) else { throw Self.couponUnknown }
        cart.coupon = coupon.terms.code
        let priced = try await self.view(of: cart)
        if let refusal = priced.amounts.refusal { throw refusal.error }
        let changed = try await self.changing(owner, if: condition) { transaction in
            try await self.carts.run(.setCoupon(coupon.terms.code, of: owner), in: transaction)
        }
        guard let changed else { throw CartRepository.gone }
        return try await self.view(of: changed)
    }

    /// Takes the coupon out of the cart, if there is one.
    ///
    /// - Parameter condition: what must hold for the cart as it is; nil for nothing.
    /// - Throws: ``ShopError``: `notFound` when there is no cart to a visitor's token; `changed` when the condition does not
    ///   hold.
    public func removeCoupon(for owner: CartOwner, if condition: CartCondition? = nil) async throws -> PricedCart {
        let changed = try await self.changing(owner, if: condition) { transaction in
            try await self.carts.run(.setCoupon(nil, of: owner), in: transaction)
        }
        if let changed { return try await self.view(of: changed) }
        return try await self.cart(of: owner)
    }

    private static let couponUnknown = ShopError.notFound("There is no such coupon", reason: .couponUnknown)
}
