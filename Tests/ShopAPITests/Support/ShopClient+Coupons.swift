import Schemas
import Testing

/// Coupons at `/api/v1`.
extension ShopClient {
    /// Adds a coupon of 10 %.
    ///
    /// - Parameter fields: further fields, as JSON.
    func addCoupon(_ code: String, _ fields: String = "", as admin: String) async throws -> Reply {
        let usual = fields.contains(#""type""#) ? "" : #", "type": "percentage", "value": 10"#
        let reply = try await self.post(
            "/api/v1/admin/coupons",
            #"{"code": "\#(code)"\#(usual)\#(fields.isEmpty ? "" : ", " + fields)}"#, token: admin)
        #expect(reply.status == 201, "\(reply.text)")
        return reply
    }

    /// How many orders use a coupon.
    func uses(of coupon: Reply, as admin: String) async throws -> Int? {
        try await self.get("/api/v1/admin/coupons/\(coupon["id"]?.text ?? "")", token: admin)["uses"]?.integer
    }

    /// The sums of a cart or an order: what is bought, taken off, added, and all.
    static func amounts(_ reply: Reply) -> [String?] {
        ["subtotal", "discount", reply["shipping"] == nil ? "shipping_cost" : "shipping", "tax", "total"].map {
            reply[$0]?.digits
        }
    }
}
