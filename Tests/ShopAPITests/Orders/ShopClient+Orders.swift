import BSON
import Foundation
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import Testing

@testable import Orders

extension ShopClient {
    /// Takes an order somewhere.
    func move(_ order: String, to status: String, _ further: String = "", as token: String) async throws -> Reply {
        try await self.patch("/api/v1/orders/\(order)/status", #"{"status": "\#(status)"\#(further)}"#, token: token)
    }

    /// Orders one piece of product 1 and has it taken step by step where it is to stand, as if it was paid to a person.
    ///
    /// - Returns: the order's id.
    func order(standing status: String, of user: String, by admin: String) async throws -> String {
        let id = try await self.order(1, quantity: 1, as: user)
        let ways = [
            "confirmed": ["confirmed"], "processing": ["confirmed", "processing"],
            "shipped": ["confirmed", "processing", "shipped"],
            "delivered": ["confirmed", "processing", "shipped", "delivered"], "failed": ["failed"],
            "cancelled": ["confirmed", "cancelled"], "refunded": ["confirmed", "processing", "shipped", "delivered"],
        ]
        for step in ways[status] ?? [] { #expect(try await self.move(id, to: step, as: admin).status == 200) }
        if status == "refunded" { #expect(try await self.refund(id, as: admin)["status"] == "refunded") }
        return id
    }

    /// The order as it is stored.
    func storedOrder(_ id: String) async throws -> Order {
        let id = try #require(ObjectID(id))
        return try #require(try await Repository<Order>(self.database).get(id))
    }

    /// What an order's history says, the first first.
    func history(of order: String) async throws -> [String] {
        try await self.storedOrder(order).history.map(\.event.rawValue)
    }
}
