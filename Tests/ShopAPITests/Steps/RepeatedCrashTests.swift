import Glibc
import HTTPTypes
import Schemas
import ShopCore
import TestSupport
import Testing

@testable import RouteKit
@testable import ShopAPI

/// The executable is killed at each step of the purchase, and a client that never asks where it stands sends the same
/// requests with the same keys again.
@Suite struct RepeatedCrashTests {
    @Test func aRepeatedPurchaseGetsItsAnswersAfterACrashAtEveryStep() async throws {
        try await MongoServer.with { server in
            try await server.forgetTransactionsSoon()
            let steps = PurchaseStep.allCases.filter { $0 != .stockShort && $0 != .failureCommitted }
            let crashes = Turnstile(3)
            _ = try await parallel(steps.count) { index in
                try await crashes.pass { try await self.crash(at: steps[index], server) }
            }
        }
    }

    private func crash(at step: PurchaseStep, _ server: MongoServer) async throws {
        let uri = server.uri.replacing("/shop?", with: "/repeated-\(step)?")
        try await withShop(mongodbURI: uri) { shop in
            let user = try await shop.signUp()
            #expect(try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user).status == 200)
            try await ShopProcess.with(mongodbURI: uri) { process in
                try await process.start(["BODEGA_STEP=crash \(step)"])
                let early = try await self.checkOut(process, user)
                if let early { #expect(try await self.pay(early, process, user) == nil, "\(step) was not reached") }
                #expect(process.waitForEnd() == 128 + SIGKILL, "\(step)")

                try await process.start()
                // The claim of the dead process is nobody's after 15 seconds. Until its transaction is given up, the
                // claim is locked.
                try await eventually(within: .seconds(60)) { (try? await shop.endLeases()) != nil }
                let order = try await self.insist("\(step)") { try await self.checkOut(process, user) }
                if let early { #expect(order.body == early.body, "\(step)") }
                let payment = try await self.insist("\(step)") { try await self.pay(order, process, user) }
                #expect(payment["status"]?.text == "paid", "\(step)")
                for (first, again) in [
                    (order, try await self.checkOut(process, user)),
                    (payment, try await self.pay(order, process, user)),
                ] {
                    #expect(again?.status == 200 && again?.body == first.body, "\(step)")
                    #expect(again?.headers[.idempotencyReplayed] == "true", "\(step)")
                }
            }
            let orders = try await shop.get("/orders", token: user).list
            #expect(orders.map { $0["status"]?.text } == ["paid"], "\(step)")
            let left = try await shop.inventory(of: 1)
            #expect(left == 13, "\(step)")
            let faults = try await shop.allFaults()
            #expect(faults == [:], "\(step)")
        }
    }

    private func checkOut(_ process: ShopProcess, _ user: String) async throws -> Reply? {
        try await process.send("POST", "/checkout/create-order", token: user, key: "checkout")
    }

    private func pay(_ order: Reply, _ process: ShopProcess, _ user: String) async throws -> Reply? {
        let id = try #require(order["order_id"]?.text)
        return try await process.send("POST", "/payments/confirm?order_id=\(id)", token: user, key: "payment")
    }

    /// Repeats a request until it is answered.
    private func insist(_ step: String, _ request: () async throws -> Reply?) async throws -> Reply {
        var answer: Reply?
        try await eventually(within: .seconds(60)) {
            answer = try await request()
            return answer?.status == 200
        }
        return try #require(answer)
    }
}
