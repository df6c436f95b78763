import BSON
import FoundationEssentials
import MongoODM
import ShopCore

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

    /// What each change of an owner's cart changes besides.
    func use(by owner: CartOwner) -> [Update<Cart>] {
        switch owner {
        case .user: []
        case .visitor: [.set(\.expiresAt, self.end)]
        }
    }

    /// The same as a stage of a change that is computed.
    func using(_ pipeline: Pipeline, by owner: CartOwner) -> Pipeline {
        switch owner {
        case .user: pipeline
        case .visitor: pipeline.stage(["$set": ["expires_at": .date(self.end)]])
        }
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

    static let gone = ShopError.notFound("This cart has ended, or there never was one", reason: .cartGone)
}
