import BSON
import Schemas
import Testing

/// Variants at `/api/v1`.
extension ShopClient {
    /// Tries to add a variant to a product.
    func postVariant(
        _ sku: String, _ options: String, to product: String = "1", extra: String = "", as admin: String
    ) async throws -> Reply {
        try await self.post(
            "/api/v1/products/\(product)/variants", #"{"sku": "\#(sku)", "options": \#(options)\#(extra)}"#,
            token: admin)
    }

    /// Adds a variant of a size to a product, and returns its id.
    func addVariant(
        _ size: String, to product: String = "1", inventory: Int, price: String = "null", as admin: String
    ) async throws -> String {
        let reply = try await self.postVariant(
            "\(product)-\(size)", #"{"size": "\#(size)"}"#, to: product,
            extra: #", "inventory": \#(inventory), "price": \#(price)"#, as: admin)
        #expect(reply.status == 201)
        return try #require(reply["id"]?.text)
    }
}
