import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// The executable is asked to end in the middle of a request.
@Suite struct TerminationTests {
    @Test(arguments: [PurchaseStep.orderMarked, .paymentCommitted])
    func aRequestInFlightIsAnsweredAndNewOnesAreRefused(step: PurchaseStep) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 2, as: user)
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                let path = "/payments/confirm?order_id=\(id)"
                let reply = try await process.send("POST", path, token: user, heldAt: step) { _ in
                    process.terminate()
                    try await eventually { try await process.send("GET", "/health") == nil }
                }
                #expect(reply?.status == 200 && reply?["status"]?.text == "paid")
                #expect(process.waitForEnd() == 0)
            }
            let left = try await shop.inventory(of: 1)
            #expect(left == 13)
        }
    }
}
