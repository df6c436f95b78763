import BSON
import HTTPTypes
import HummingbirdTesting
import Schemas
import ShopAPI
import TestSupport
import Testing

@testable import MongoODM

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
        try #require(reply.status == 200 && reply["order_id"]?.text == buyer.order)
        return reply["status"]?.text
    }

    /// The same on a connection of its own: the client of tests has eight.
    private func confirm(_ buyer: Buyer, port: Int) async throws {
        try await RawConnection.open(port: port) { connection in
            try await connection.send(
                "POST /payments/confirm?order_id=\(buyer.order) HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer \(buyer.token)\r\nContent-Length: 0\r\n\r\n")
            let (head, _) = try await connection.response()
            try #require(head.status == "HTTP/1.1 200 OK")
        }
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

    /// MongoDB's profile has an entry for each statement of an update (`q`), though they travel in one command.
    @Test func sixteenAtOnceAskLittleMoreThanOne() async throws {
        try await withShop(configure: {
            $0.mongodbGroupSize = 16
            $0.worksOnJobs = false
            // They wait until all are there.
            $0.mongodbTimeout = .seconds(60)
        }) { shop in
            var buyers: [Buyer] = []
            for product in 1...17 { buyers += try await self.buyers(1, of: product, shop) }
            let who = [".users", ".sessions"]
            func asked(_ work: () async throws -> Void) async throws -> [String] {
                try await shop.questions(work)
                    .filter { question in !who.contains { question.hasSuffix($0) } }
                    .map { "\($0.prefix { $0 != " " }) \($0.drop { $0 != "." }.dropFirst())" }
            }
            let alone = try await asked { _ = try await self.confirm(buyers[16], shop) }
            #expect(alone == ["findAndModify orders", "findAndModify products"])
            let together = try await asked {
                let (hasBegun, begins) = AsyncStream<Void>.makeStream()
                async let held: Void = shop.backend.mongo.groupedTransaction { _ in
                    begins.finish()
                    while shop.backend.mongo.commits.waiting < 16, !Task.isCancelled { await Task.yield() }
                }
                for await _ in hasBegun {}
                let port = try #require(shop.http.port)
                _ = try await parallel(16) { [buyers] in try await self.confirm(buyers[$0], port: port) }
                try await held
            }
            let statements = together.filter { $0.hasPrefix("q ") }
            #expect(statements.count == 32)
            #expect(Set(statements) == ["q orders", "q products"])
            #expect(together.filter { !$0.hasPrefix("q ") } == ["find orders", "find products"])
        }
    }
}
