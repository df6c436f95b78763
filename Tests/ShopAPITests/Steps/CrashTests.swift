import Glibc
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// The executable is killed at each step of the purchase in turn and started again; then the client goes on.
@Suite struct CrashTests {
    @Test func aPurchaseSurvivesACrashAtEveryStep() async throws {
        try await MongoServer.with { server in
            try await server.forgetTransactionsSoon()
            let crashes = Turnstile(3)
            _ = try await parallel(PurchaseStep.allCases.count) { index in
                let step = PurchaseStep.allCases[index]
                try await crashes.pass { try await self.crash(at: step, server) }
            }
        }
    }

    private func crash(at step: PurchaseStep, _ server: MongoServer) async throws {
        // Steps that only an order is on which can't be delivered.
        let isShort = step == .stockShort || step == .failureCommitted
        let uri = server.uri.replacing("/shop?", with: "/\(step)?")
        try await withShop(mongodbURI: uri) { shop in
            let user = try await shop.signUp()
            for (product, quantity) in [(1, 2), (2, isShort ? 1000 : 3)] {
                let line = #"{"product_id": \#(product), "qty": \#(quantity)}"#
                #expect(try await shop.post("/cart/add", line, token: user).status == 200)
            }
            let before = [try await shop.inventory(of: 1) ?? -1, try await shop.inventory(of: 2) ?? -1]
            try await ShopProcess.with(mongodbURI: uri) { process in
                try await process.start(["BODEGA_STEP=crash \(step)"])
                let isOver = try await self.buy(from: process, as: user)
                #expect(!isOver, "\(step) was not reached")
                #expect(process.waitForEnd() == 128 + SIGKILL, "\(step)")

                try await process.start()
                try await eventually(within: .seconds(60)) { try await self.buy(from: process, as: user) }
            }
            let orders = try await shop.get("/orders", token: user).list
            #expect(orders.map { $0["status"]?.text } == [isShort ? "failed" : "paid"], "\(step)")
            let cart = try await shop.get("/cart", token: user)
            #expect(cart["items"]?.elements.isEmpty == true, "\(step)")
            let after = [try await shop.inventory(of: 1) ?? -1, try await shop.inventory(of: 2) ?? -1]
            #expect(after == (isShort ? before : [before[0] - 2, before[1] - 3]), "\(step)")
            #expect(try await shop.allFaults() == [:], "\(step)")
        }
    }

    /// What a client does that wants one order of what is in the cart and asks where it stands before it repeats itself.
    ///
    /// - Returns: whether the order has left `pending`.
    private func buy(from process: ShopProcess, as user: String) async throws -> Bool {
        guard let orders = try await process.send("GET", "/orders", token: user), orders.status == 200 else {
            return false
        }
        var id = orders.list.first?["id"]?.text
        if id == nil { id = try await process.send("POST", "/checkout/create-order", token: user)?["order_id"]?.text }
        guard let id else { return false }
        let reply = try await process.send("POST", "/payments/confirm?order_id=\(id)", token: user)
        return reply?.status == 200
    }
}
