import Testing

/// The inventory at `/api/v1`.
extension ShopClient {
    /// Puts more pieces of a product in stock.
    func stock(_ count: Int, of number: Int, as admin: String) async throws {
        let reply = try await self.post(
            "/api/v1/admin/inventory/adjust",
            #"{"product_id": \#(number), "change": \#(count), "reason": "Delivered"}"#, token: admin)
        #expect(reply.status == 200, "\(reply.text)")
    }
}
