import Foundation
import HTTPTypes
import Schemas
import ShopAPI
import TestSupport
import Testing

/// The lists of those who run the shop.
@Suite(.timeLimit(.minutes(30)))
struct BackOfficeListTests {
    private static let lists = [
        "exports", "users", "users?q=ann", "users?role=user", "users?is_banned=true", "users?is_banned=false",
        "users?q=ann&role=user&is_banned=false", "inventory", "inventory?low=true", "inventory?out=true",
        "inventory/1/movements", "jobs", "jobs?state=done", "jobs?kind=order_mail", "jobs?state=dead&kind=order_mail",
        "keys", "audit", "audit?kind=product", "audit?event=banned", "audit?actor=507f1f77bcf86cd799439011",
        "audit?subject=507f1f77bcf86cd799439011", "audit?kind=order&since=2026-01-01T00:00:00Z", "orders",
        "orders?status=confirmed", "orders?q=ann@example.com", "orders?from=2026-01-01T00:00:00Z", "orders/pending",
        "webhooks",
    ]

    @Test func eachIsBoundedAndComesFromAnIndex() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp("ann@example.com"))
            for number in 1...3 { try await shop.buy(number, as: user) }
            _ = try await shop.post("/api/v1/admin/export/orders", "", token: admin)
            _ = try await shop.post(
                "/api/v1/admin/keys", #"{"name": "x", "scopes": ["read:order"]}"#, token: admin)
            try await shop.know(admin)
            for list in Self.lists {
                let path = "/api/v1/admin/\(list)"
                let scanned = try await shop.scans {
                    let reply = try await shop.get(path, token: admin)
                    #expect(reply.status == 200 && reply["items"] != nil, "\(list): \(reply.text)")
                }
                // Of a list of all, or nearly all, up to so many are counted.
                #expect(scanned.filter { !$0.contains("\"$limit\" : 10001") } == [], "\(list)")
                let joint = list.contains("?") ? "&" : "?"
                for (query, field) in [
                    ("page_size=101", "page_size"), ("page_size=0", "page_size"), ("page=0", "page"),
                ] {
                    let reply = try await shop.get(path + joint + query, token: admin)
                    #expect(
                        reply.status == 422 && reply.text.contains("\"\(field)\""), "\(list) \(query): \(reply.text)")
                }
                let behind = try await shop.get(path + joint + "page=50&page_size=100", token: admin)
                #expect(behind.status == 200 && behind["items"] == [] && behind["has_next"] == false, "\(list)")
            }
        }
    }
}
