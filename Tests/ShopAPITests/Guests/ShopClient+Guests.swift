import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import Testing

@testable import Accounts
@testable import Orders

extension HTTPField.Name {
    static let orderToken = HTTPField.Name("X-Order-Token")!
}

/// A guest's order, and what opens it.
struct GuestOrder: Sendable {
    let id: String
    let token: HTTPFields
    let reply: Reply

    var path: String { "/api/v1/orders/\(self.id)" }
}

/// Guests and their orders.
extension ShopClient {
    static let berlin = """
        {"full_name": "Ann Miller", "address_line1": "Hauptstr. 5", "city": "Berlin", "postal_code": "10115", "country": "DE"}
        """

    /// Makes an anonymous cart with pieces of a product.
    func visitorsCart(_ product: Int = 1, quantity: Int = 1) async throws -> HTTPFields {
        let cart: HTTPFields = [.cartToken: try await self.cartToken()]
        try await self.fill(cart, product, quantity: quantity)
        return cart
    }

    func fill(_ cart: HTTPFields, _ product: Int = 1, quantity: Int = 1) async throws {
        let body = #"{"product_id": \#(product), "quantity": \#(quantity)}"#
        #expect(try await self.post("/api/v1/cart/items", body, headers: cart).status == 201)
    }

    /// Orders an anonymous cart.
    ///
    /// - Parameter fields: further fields, as JSON, each behind a comma.
    func order(_ cart: HTTPFields, by email: String, _ fields: String = "") async throws -> Reply {
        try await self.post("/api/v1/orders", #"{"email": "\#(email)"\#(fields)}"#, headers: cart)
    }

    /// Orders a piece of a product without an account.
    func guestOrder(
        _ email: String = "ann@example.com", product: Int = 1, _ fields: String = ""
    ) async throws -> GuestOrder {
        let reply = try await self.order(self.visitorsCart(product), by: email, fields)
        #expect(reply.status == 201, "\(reply.text)")
        return GuestOrder(
            id: try #require(reply["id"]?.text), token: [.orderToken: try #require(reply["order_token"]?.text)],
            reply: reply)
    }

    /// Opens an account, and returns its token.
    func registered(_ email: String) async throws -> String {
        try #require(try await self.register(email)["access_token"]?.text)
    }

    /// Opens the link of the mail that verifies an address.
    func verify(_ email: String) async throws {
        let user = try #require(try await self.user(email))
        let tokens = VerificationTokens(TokenSettings(secret: self.settings.jwtSecret))
        let link = "/api/v1/auth/verify-email/\(tokens.token(for: user.id, since: .now))"
        #expect(try await self.get(link).status == 200)
    }

    /// The ids of a user's orders, the newest first.
    func orders(of token: String) async throws -> [String] {
        try await self.get("/api/v1/orders?page_size=100", token: token)["items"]?.elements.compactMap {
            $0["id"]?.text
        } ?? []
    }
}
