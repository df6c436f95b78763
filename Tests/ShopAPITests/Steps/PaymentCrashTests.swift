import Glibc
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// A worker is killed between any two steps of a payment, and another one goes on.
@Suite(.timeLimit(.minutes(30))) struct PaymentCrashTests {
    private static let places: [any Step] =
        [PaymentStep.intentOpened, PaymentStep.intentStored, PaymentStep.intentCharged]
        + [PurchaseStep.orderMarked, .stockTaken, .paymentCommitted]

    @Test func aPaymentSurvivesACrashBetweenAnyTwoSteps() async throws {
        try await MongoServer.with { server in
            try await server.forgetTransactionsSoon()
            let crashes = Turnstile(3)
            _ = try await parallel(Self.places.count) { index in
                let step = Self.places[index]
                try await crashes.pass { try await self.crash(at: "\(step)", server) }
            }
        }
    }

    private func crash(at step: String, _ server: MongoServer) async throws {
        let mails = try await MailServer()
        try await withShop(mongodbURI: server.uri.replacing("/shop?", with: "/pay_\(step)?")) { shop in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(2, as: user)
            try await WorkerProcess.with(shop, mailServer: mails, environment: ["BODEGA_STEP=crash \(step)"]) {
                try $0.start()
                #expect($0.waitForEnd() == 128 + SIGKILL, "\(step)")
            }
            try await WorkerProcess.with(shop, mailServer: mails) { worker in
                try worker.start()
                // The job is another worker's when the lease of the dead is over.
                let order = try await shop.awaitOrder(id, within: .seconds(120)) { $0.status == .paid }
                #expect(order.payment.attempts == 1, "\(step)")
                #expect(try await shop.charges(of: id) == (1, order.total), "\(step)")
                #expect(try await shop.books(of: 1) == [13, 0, 2, 15], "\(step)")
                worker.kill()
            }
            #expect(try await shop.faults() == [:], "\(step)")
        }
    }

    @Test func anOrderIsPlacedWholeOrNotAtAll() async throws {
        try await MongoServer.with { server in
            try await server.forgetTransactionsSoon()
            let uri = server.uri.replacing("/shop?", with: "/placed?")
            try await withShop(mongodbURI: uri) { shop in
                let user = try await shop.signUp()
                try await ShopProcess.with(mongodbURI: uri) { process in
                    try await process.start([
                        "BODEGA_STEP=crash \(PaymentStep.piecesReserved)", "REQUIRE_SHIPPING_ADDRESS=false",
                    ])
                    let body = #"{"items": [{"product_id": 1, "quantity": 2}]}"#
                    #expect(try await process.send("POST", "/api/v1/orders", body, token: user) == nil)
                    #expect(process.waitForEnd() == 128 + SIGKILL)
                }
                try await eventually(within: .seconds(60)) { try await shop.requestOrder(15, as: user).status == 201 }
                #expect(try await shop.books(of: 1) == [0, 15, 0, 15])
                #expect(try await shop.faults() == [:])
            }
        }
    }
}
