import HTTPTypes
import Schemas
import Testing

/// Reviews at `/api/v1`.
extension ShopClient {
    /// Reviews a product.
    func review(_ product: String, _ rating: Int, as token: String, headers: HTTPFields = [:]) async throws -> Reply {
        try await self.post(
            "/api/v1/products/\(product)/reviews", #"{"rating": \#(rating)}"#, token: token, headers: headers)
    }

    /// Reviews a product, and returns the review's path.
    func reviewPath(_ product: String, _ rating: Int, as token: String) async throws -> String {
        let reply = try await self.review(product, rating, as: token)
        #expect(reply.status == 201, "\(reply.text)")
        return try #require(reply.headers[.location])
    }

    /// What all reviews of a product say together, as texts: average, count, and how many there are of each rating.
    func summary(of product: String) async throws -> String {
        let summary = try await self.get("/api/v1/products/\(product)/reviews")["summary"]
        let counts = (1...5).map { summary?["by_rating"]?["\($0)"]?.integer.map(String.init) ?? "?" }
        return "\(summary?["average"]?.digits ?? "none") \(summary?["count"]?.integer ?? -1) \(counts.joined())"
    }

    /// Orders a product and pays for it.
    func buy(_ number: Int, as token: String) async throws {
        let id = try await self.order(number, quantity: 1, as: token)
        let paid = try await self.post("/payments/confirm?order_id=\(id)", "", token: token)
        #expect(paid["status"] == "paid")
    }
}
