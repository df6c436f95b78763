import Accounts
import BSON
import HTTPTypes
import MongoODM
import Schemas
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// `GET /api/v1/users/me/export`.
@Suite struct ExportTests {
    private static let address = """
        {"full_name": "Ann Miller", "address_line1": "Hauptstr. 5", "city": "Berlin", "postal_code": "10115", "country": "DE"}
        """

    @Test func anExportHasWhatTheOtherRoutesShow() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            _ = try await shop.order(1, quantity: 1, as: token)
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 2}"#, token: token)
            _ = try await shop.post("/api/v1/users/me/addresses", Self.address, token: token)
            for product in 2...4 {
                _ = try await shop.post("/api/v1/wishlist", #"{"product_id": \#(product)}"#, token: token)
            }
            #expect(try await shop.review("1", 4, as: token).status == 201)
            let export = try await shop.get("/api/v1/users/me/export", token: token)
            #expect(export.status == 200 && export.headers[.cacheControl] == "no-store")
            #expect(export.headers[.contentType] == "application/json")
            func shown(_ path: String) async throws -> JSONNode {
                try await shop.get("/api/v1/\(path)", token: token).json
            }
            #expect(try await export["user"] == shown("auth/me"))
            #expect(try await export["cart"] == shown("cart"))
            #expect(try await export["addresses"] == shown("users/me/addresses")["items"])
            #expect(try await export["sessions"] == shown("auth/sessions")["items"])
            #expect(try await export["orders"] == shown("orders")["items"])
            #expect(try await export["wishlist"] == shown("wishlist")["items"])
            #expect(try await export["reviews"] == shown("products/1/reviews")["items"])
            guard case .object(let fields) = export.json else { return }
            let keys = [
                "user", "addresses", "sessions", "cart", "wishlist", "orders", "invoices", "reviews", "webhook_events",
            ]
            #expect(fields.map(\.key) == keys)
        }
    }

    @Test func anExportHasTheInvoices() async throws {
        try await withShop { shop in
            let (token, other) = (try await shop.signUp(), try await shop.signUp())
            for user in [token, other] {
                let id = try await shop.paidOrder(as: user)
                #expect(try await shop.invoice(of: id, as: user).status == 200)
            }
            let export = try await shop.get("/api/v1/users/me/export", token: token)
            let own = try #require(try await shop.invoices().first)
            #expect(export["invoices"]?.elements.map { $0["number"]?.text } == [own.number])
            #expect(export["invoices"]?.elements.first?["order_id"]?.text == own.id.hexString)
            #expect(export["invoices"]?.elements.first?["total"]?.digits == "2499.99")
        }
    }

    @Test func anExportHasAllOfALongList() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("ann@example.com")
            let id = try #require(try await shop.user("ann@example.com")?.id)
            let price = Money(minorUnits: 100)
            let item = OrderItem(
                productID: "507f1f77bcf86cd799439012", name: "Lamp", unitPrice: price, quantity: 1, lineTotal: price)
            try await Repository<Order>(shop.database).createMany(
                (0..<350).map { _ in Order(userID: id.hexString, items: [item], total: price) })
            let export = try await shop.get("/api/v1/users/me/export", token: token)
            let ids = Set(export["orders"]?.elements.compactMap { $0["id"]?.text } ?? [])
            #expect(ids.count == 350)
        }
    }

    @Test func anExportHasNothingOfOthers() async throws {
        try await withShop { shop in
            let (other, token) = (try await shop.signUp(), try await shop.signUp())
            _ = try await shop.order(1, quantity: 1, as: other)
            _ = try await shop.post("/api/v1/users/me/addresses", Self.address, token: other)
            _ = try await shop.post("/api/v1/wishlist", #"{"product_id": 1}"#, token: other)
            _ = try await shop.review("1", 4, as: other)
            let export = try await shop.get("/api/v1/users/me/export", token: token)
            #expect(export["orders"] == .array([]) && export["addresses"] == .array([]))
            #expect(export["wishlist"] == .array([]) && export["reviews"] == .array([]))
            #expect(export["sessions"]?.elements.count == 1)
            #expect(try await shop.get("/api/v1/users/me/export").status == 401)
        }
    }
}
