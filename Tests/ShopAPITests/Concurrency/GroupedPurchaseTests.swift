import BSON
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import TestSupport
import Testing

/// Purchases that commit together.
@Suite(.timeLimit(.minutes(30)))
struct GroupedPurchaseTests {
    /// A buyer with an order that waits for its payment.
    private struct Buyer {
        var token: String
        var order: String
    }

    private func buyers(_ count: Int, of product: Int, _ shop: ShopClient) async throws -> [Buyer] {
        try await parallel(count) { _ in
            let token = try await shop.signUp()
            return Buyer(token: token, order: try await shop.order(product, quantity: 1, as: token))
        }
    }

    private func confirm(_ buyer: Buyer, _ shop: ShopClient) async throws -> String? {
        let reply = try await shop.post("/payments/confirm?order_id=\(buyer.order)", "", token: buyer.token)
        #expect(reply.status == 200 && reply["order_id"]?.text == buyer.order)
        return reply["status"]?.text
    }

    @Test(arguments: [2, 16]) func twoInstancesSellWhatThereIs(groupSize: Int) async throws {
        try await withShop(configure: { $0.mongodbGroupSize = groupSize }) { shop in
            try await shop.withAnotherInstance { other in
                _ = try await shop.addProduct(as: shop.admin(), id: 101, slug: "rare", inventory: 25)
                let buyers = try await self.buyers(40, of: 101, shop)
                let statuses = try await parallel(40) { index in
                    try await self.confirm(buyers[index], index.isMultiple(of: 2) ? shop : other)
                }
                #expect(statuses.filter { $0 == "paid" }.count == 25)
                #expect(statuses.filter { $0 == "failed" }.count == 15)
                #expect(try await shop.books(of: 101) == [0, 0, 25, 25])
                #expect(try await shop.faults() == [:])
            }
        }
    }

    /// What MongoDB is asked for: lookups and insertions, of which it counts a command of many as one.
    @Test func sixteenAtOnceAskLittleMoreThanOne() async throws {
        try await withShop(configure: {
            $0.mongodbGroupSize = 16
            $0.worksOnJobs = false
        }) { shop in
            _ = try await shop.addProduct(as: shop.admin(), id: 101, slug: "many", inventory: 100)
            let buyers = try await self.buyers(18, of: 101, shop)
            _ = try await self.confirm(buyers[0], shop)
            func asked(_ buyers: ArraySlice<Buyer>) async throws -> [String] {
                try await shop.questions {
                    _ = try await parallel(buyers.count) {
                        try await self.confirm(buyers[buyers.startIndex + $0], shop)
                    }
                }.filter { $0.hasPrefix("find ") || $0.hasPrefix("insert ") }
            }
            let alone = try await asked(buyers[1..<2])
            let together = try await asked(buyers[2...])
            #expect(alone.count > 1)
            #expect(together.count * 2 <= 16 * alone.count, "\(alone) \(together.count)")
        }
    }
}
