import Foundation
import HTTPTypes
import Testing

/// The primary contract does not change: its answers are those that were recorded, status, fields and bodies.
///
/// `BODEGA_RECORD=1` records them anew.
struct PrimaryContractTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/primary-contract.txt").standardizedFileURL

    @Test func answersAreTheRecordedOnes() async throws {
        try await withShop { shop in
            let text = try await Self.record(shop)
            if ProcessInfo.processInfo.environment["BODEGA_RECORD"] != nil {
                try Data(text.utf8).write(to: Self.file)
            }
            let recorded = String(decoding: try Data(contentsOf: Self.file), as: UTF8.self)
            let (exchanges, expected) = (Self.exchanges(text), Self.exchanges(recorded))
            #expect(exchanges.count == expected.count)
            for (exchange, expected) in zip(exchanges, expected) { #expect(exchange == expected) }
        }
    }

    private static func exchanges(_ text: String) -> [Substring] { text.split(separator: "\n\n> ") }

    private static func record(_ shop: ShopClient) async throws -> String {
        var recording = Recording()
        @discardableResult
        func get(_ path: String, _ token: String? = nil, _ headers: HTTPFields = [:]) async throws -> Reply {
            let reply = try await shop.get(path, token: token, headers: headers)
            recording.add("GET \(path)", reply)
            return reply
        }
        @discardableResult
        func post(_ path: String, _ body: String, _ token: String? = nil) async throws -> Reply {
            let reply = try await shop.post(path, body, token: token)
            recording.add("POST \(path) \(body.contains("\"email\"") ? "…" : body)", reply)
            return reply
        }

        // Reading without an account.
        for path in [
            "/products", "/products?skip=18&limit=5", "/products?q=laptop", "/products?limit=0",
            "/products?skip=a", "/products/gaming-laptop-pro", "/products/no-such-thing", "/health", "/nowhere",
            "/cart", "/orders", "/auth/me", "/admin/audit",
        ] { try await get(path) }
        try await get("/products?limit=1", nil, [.origin: "http://localhost:3000"])

        // Accounts.
        let credentials = #"{"email": "buyer@example.com", "password": "SecurePass123"}"#
        try await post("/auth/signup", #"{"email": "nobody", "password": "short"}"#)
        let user = try #require(try await post("/auth/signup", credentials)["access_token"]?.text)
        try await post("/auth/signup", credentials)
        try await post("/auth/login", credentials)
        try await post("/auth/login", #"{"email": "buyer@example.com", "password": "WrongPass123"}"#)
        try await get("/auth/me", user)
        let admin = try await shop.admin()

        // From the cart to orders.
        try await get("/cart", user)
        try await post("/checkout/create-order", "", user)
        try await post("/cart/add", #"{"product_id": 1, "qty": 2}"#, user)
        try await post("/cart/add", #"{"product_id": 2, "qty": 1}"#, user)
        try await post("/cart/add", #"{"product_id": 3, "qty": 0}"#, user)
        try await post("/cart/add", #"{"product_id": 9999, "qty": 1}"#, user)
        try await post("/cart/add", #"{"product_id": 1, "qty": 1001}"#, user)
        try await post("/cart/remove", #"{"product_id": 2}"#, user)
        try await post("/cart/remove", #"{"product_id": 2}"#, user)
        try await get("/cart", user)
        for outcome in ["success", "failure", "canceled"] {
            if outcome != "success" { try await post("/cart/add", #"{"product_id": 4, "qty": 1}"#, user) }
            let placed = try await post("/checkout/create-order", "", user)
            let order = try #require(placed["order_id"]?.text)
            for _ in 1...2 {
                try await post("/payments/confirm?order_id=\(order)&outcome=\(outcome)", "", user)
            }
            try await get("/orders/\(order)", user)
        }
        try await get("/orders", user)
        try await get("/orders/507f1f77bcf86cd799439011", user)
        try await post("/payments/confirm", "", user)
        try await get("/products/gaming-laptop-pro")

        // The shop's keeper.
        try await get("/orders/admin/all", user)
        try await get("/orders/admin/all", admin)
        let lamp = #"{"product_id": 77, "name": "Lamp", "slug": "lamp", "price": 9.99, "inventory": 5}"#
        try await post("/admin/products", lamp, user)
        let product = try #require(try await post("/admin/products", lamp, admin)["id"]?.text)
        try await post("/admin/products", lamp, admin)
        try await post("/admin/products", #"{"price": -1}"#, admin)
        let path = "/admin/products/\(product)"
        recording.add("PATCH", try await shop.patch(path, #"{"price": 12.5}"#, token: admin))
        recording.add("PATCH", try await shop.patch(path, #"{"price": "x"}"#, token: admin))
        recording.add("PATCH", try await shop.patch(path, "{}", token: admin, headers: [.ifMatch: "\"other\""]))
        try await get("/products/lamp")
        recording.add("DELETE", try await shop.delete(path, token: admin))
        recording.add("DELETE", try await shop.delete(path, token: admin))
        try await post("/auth/promote-to-admin", #"{"email": "buyer@example.com"}"#, admin)
        try await get("/admin/audit", admin)
        return recording.text
    }
}
