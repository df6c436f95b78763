import Glibc
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// The executable is killed at each step of a refund in turn; a worker that is started then goes on.
@Suite(.timeLimit(.minutes(30)))
struct RefundCrashTests {
    @Test func aRefundSurvivesACrashAtEveryStep() async throws {
        try await MongoServer.with { server in
            try await server.forgetTransactionsSoon()
            for step in RefundStep.allCases { try await self.crash(at: step, server) }
        }
    }

    private func crash(at step: RefundStep, _ server: MongoServer) async throws {
        let uri = server.uri.replacing("/shop?", with: "/\(step)?")
        try await withShop(mongodbURI: uri) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (id, intent) = try await shop.paidOrder(1, quantity: 2, as: user)
            let (path, body) = ("/api/v1/orders/\(id)/refund", #"{"restock": true}"#)
            try await ShopProcess.with(mongodbURI: uri) { process in
                try await process.start(["BODEGA_STEP=crash \(step)"])
                let reply = try await process.send("POST", path, body, token: admin, key: "a")
                #expect(reply == nil && process.waitForEnd() == 128 + SIGKILL, "\(step)")

                try await process.start(["WORKER=inline"])
                // The client does not know what came of it, and asks again.
                try await eventually(within: .seconds(120)) {
                    try await process.send("POST", path, body, token: admin, key: "a")?.status == 200
                }
                try await eventually(within: .seconds(60)) { try await shop.storedOrder(id).stage == .refunded }
            }
            #expect(try await shop.refunds(of: intent) == ["4999.98"], "\(step)")
            let order = try await shop.storedOrder(id)
            #expect(order.refunds.map(\.state) == [.done] && order.history.last?.event == .refunded, "\(step)")
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15], "\(step)")
            #expect(try await shop.allFaults() == [:], "\(step)")
        }
    }
}
