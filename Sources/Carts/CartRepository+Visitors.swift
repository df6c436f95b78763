import BSON
import FoundationEssentials
import MongoODM
package import ShopCore

/// The carts of those who are not logged in. They end by themselves, and every use moves their end.
extension CartRepository {
    /// Makes an empty cart.
    func createAnonymous() async throws -> AnonymousCart {
        let (token, end) = (OpaqueToken.random(), self.end)
        try await self.carts.create(Cart(userID: nil, tokenHash: OpaqueToken.hash(token).hexadecimal, expiresAt: end))
        return AnonymousCart(token: token, expiresAt: end)
    }

    /// When a cart ends that is used now, as the database stores it.
    private var end: Date {
        let end = Date.now + self.settings.anonymousLifetime / .seconds(1)
        return Date(timeIntervalSince1970: (end.timeIntervalSince1970 * 1000).rounded(.down) / 1000)
    }

    /// The cart of an owner. One that has ended is none, also before the server has deleted it.
    func query(_ owner: CartOwner) -> Query<Cart> {
        switch owner {
        case .user(let id): \.userID == id.hexString
        case .visitor(let token):
            \.tokenHash == OpaqueToken.hash(token).hexadecimal && \.expiresAt > Date.now
        }
    }

    /// A step with whose cart it is, which moves the end of a visitor's.
    ///
    /// - Parameter mayMakeCart: whether a user without a cart may get one, if the step makes one.
    func completed(_ statement: CartStatement, mayMakeCart: Bool = false) -> Statement<Cart> {
        let query = self.query(statement.owner) && statement.condition
        guard case .visitor = statement.owner else {
            return Statement(
                query, statement.change, upsert: statement.makesCart && mayMakeCart, returning: statement.returning)
        }
        let change: Statement<Cart>.Change =
            switch statement.change {
            case .updates(let updates): .updates(updates + [.set(\.expiresAt, self.end)])
            case .pipeline(let pipeline): .pipeline(pipeline.stage(["$set": ["expires_at": .date(self.end)]]))
            // No step of a cart is one.
            case .insertion: statement.change
            }
        return Statement(query, change, returning: statement.returning)
    }

    /// Moves the end of a cart that is read. To read is no change of it, and is written down once an hour.
    ///
    /// - Returns: the cart with its end.
    func noteUse(of cart: Cart) async throws -> Cart {
        let end = self.end
        guard let present = cart.expiresAt, end.timeIntervalSince(present) > 3600 else { return cart }
        try await self.carts.updateOne(
            \.id == cart.id, .max(\.expiresAt, end), .max(\.updatedAt, cart.updatedAt))
        var cart = cart
        cart.expiresAt = end
        return cart
    }

    package static let gone = ShopError.notFound("This cart has ended, or there never was one", reason: .cartGone)
}
