import Carts
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// Somebody else acts exactly at a step of the purchase: a second instance, while the first is held there.
@Suite struct RivalTests {
    /// A user's order of two of product 1 and one of product 2, held at a step of its confirmation.
    private func confirm(
        heldAt step: PurchaseStep,
        while rival:
            @escaping @Sendable (
                _ shop: ShopClient, _ order: String, _ user: String, _ goOn: @Sendable () -> Void
            ) async throws -> Void,
        then check: @escaping @Sendable (_ shop: ShopClient, _ reply: Reply) async throws -> Void
    ) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/cart/add", #"{"product_id": 2, "qty": 1}"#, token: user)
            let id = try await shop.order(1, quantity: 2, as: user)
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                let path = "/payments/confirm?order_id=\(id)"
                let reply = try await process.send("POST", path, token: user, heldAt: step) { goOn in
                    try await rival(shop, id, user, goOn)
                }
                let answer = try #require(reply)
                #expect(answer.status == 200)
                let stored = try await shop.get("/orders/\(id)", token: user)
                #expect(answer["status"]?.text == stored["status"]?.text)
                try await check(shop, answer)
                #expect(try await shop.faults() == [:])
            }
        }
    }

    /// A user's checkout of two of product 1, held at a step.
    private func checkout(
        heldAt step: PurchaseStep,
        while rival:
            @escaping @Sendable (
                _ shop: ShopClient, _ user: String, _ goOn: @Sendable () -> Void
            ) async throws -> Void,
        then check: @escaping @Sendable (_ shop: ShopClient, _ user: String, _ reply: Reply) async throws -> Void
    ) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user)
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                let reply = try await process.send("POST", "/checkout/create-order", token: user, heldAt: step) {
                    goOn in
                    try await rival(shop, user, goOn)
                }
                try await check(shop, user, try #require(reply))
                #expect(try await shop.faults() == [:])
            }
        }
    }

    private func product(_ number: Int, _ shop: ShopClient) async throws -> String {
        let reply = try await shop.get("/products?product_id=\(number)")
        return try #require(reply.list.first?["id"]?.text)
    }

    // MARK: Confirmations

    @Test(arguments: [PurchaseStep.confirmationBegun, .paymentCommitted, .cachesTold])
    func aSecondConfirmationTakesNothingMore(step: PurchaseStep) async throws {
        try await self.confirm(heldAt: step) { shop, order, user, _ in
            let rival = try await shop.post("/payments/confirm?order_id=\(order)", "", token: user)
            #expect(rival.status == 200 && rival["status"]?.text == "paid")
        } then: { shop, reply in
            #expect(reply["status"]?.text == "paid")
            let left = try await shop.inventory(of: 1)
            #expect(left == 13)
        }
    }

    @Test(arguments: [PurchaseStep.orderMarked, .lineTaken, .stockTaken])
    func aSecondConfirmationWaitsForTheFirst(step: PurchaseStep) async throws {
        try await self.confirm(heldAt: step) { shop, order, user, goOn in
            async let rival = shop.post("/payments/confirm?order_id=\(order)&outcome=canceled", "", token: user)
            goOn()
            let answer = try await rival
            #expect(answer.status == 200 && answer["status"]?.text == "paid")
        } then: { shop, reply in
            #expect(reply["status"]?.text == "paid")
            let left = try await shop.inventory(of: 1)
            #expect(left == 13)
        }
    }

    @Test func aCancellationThatWasFasterStands() async throws {
        try await self.confirm(heldAt: .confirmationBegun) { shop, order, user, _ in
            let rival = try await shop.post("/payments/confirm?order_id=\(order)&outcome=canceled", "", token: user)
            #expect(rival["status"]?.text == "canceled")
        } then: { shop, reply in
            #expect(reply["status"]?.text == "canceled")
            let left = try await shop.inventory(of: 1)
            #expect(left == 15)
        }
    }

    @Test(arguments: [PurchaseStep.confirmationBegun, .orderMarked])
    func aProductThatIsDeletedFirstIsNotSold(step: PurchaseStep) async throws {
        try await self.confirm(heldAt: step) { shop, _, _, _ in
            let path = "/admin/products/\(try await self.product(1, shop))"
            #expect(try await shop.delete(path, token: try await shop.admin()).status == 200)
        } then: { shop, reply in
            #expect(reply["status"]?.text == "failed")
            let left = try await shop.inventory(of: 2)
            #expect(left == 40)
        }
    }

    @Test(arguments: [PurchaseStep.confirmationBegun, .orderMarked, .paymentCommitted])
    func anInventoryThatIsSetMeanwhileIsCountedRight(step: PurchaseStep) async throws {
        try await self.confirm(heldAt: step) { shop, _, _, _ in
            let path = "/admin/products/\(try await self.product(1, shop))"
            let reply = try await shop.patch(path, #"{"inventory": 100}"#, token: try await shop.admin())
            #expect(reply.status == 200)
        } then: { shop, reply in
            #expect(reply["status"]?.text == "paid")
            let left = try await shop.inventory(of: 1)
            #expect(left == (step == .paymentCommitted ? 100 : 98))
        }
    }

    @Test func aPriceThatIsChangedMeanwhileLeavesTheOrderAsItIs() async throws {
        try await self.confirm(heldAt: .orderMarked) { shop, _, _, _ in
            let path = "/admin/products/\(try await self.product(1, shop))"
            #expect(try await shop.patch(path, #"{"price": 1}"#, token: try await shop.admin()).status == 200)
        } then: { shop, reply in
            #expect(reply["status"]?.text == "paid")
            let order = try await shop.get("/orders/admin/all", token: try await shop.admin()).list.first
            let line = order?["items"]?.elements.first { $0["qty"]?.integer == 2 }
            #expect(line?["unit_price"]?.digits == "2499.99")
        }
    }

    // MARK: Checkouts

    @Test func ofTwoCheckoutsOneFindsTheCartEmpty() async throws {
        try await self.checkout(heldAt: .productsFound) { shop, user, _ in
            let rival = try await shop.post("/checkout/create-order", "", token: user)
            #expect(rival.status == 200)
        } then: { shop, user, reply in
            #expect(reply.status == 400 && reply.detail == "Cart is empty")
            let orders = try await shop.get("/orders", token: user).list
            #expect(orders.count == 1)
        }
    }

    @Test func anOrderHasThePriceThatWasLookedUp() async throws {
        try await self.checkout(heldAt: .productsFound) { shop, _, _ in
            let path = "/admin/products/\(try await self.product(1, shop))"
            #expect(try await shop.patch(path, #"{"price": 1}"#, token: try await shop.admin()).status == 200)
        } then: { shop, user, reply in
            #expect(reply.status == 200)
            let order = try await shop.get("/orders", token: user).list.first
            #expect(order?["total"]?.digits == "4999.98")
        }
    }

    @Test func whatIsAddedBeforeTheCartIsTakenIsOrdered() async throws {
        try await self.checkout(heldAt: .productsFound) { shop, user, _ in
            for line in [#"{"product_id": 1, "qty": 1}"#, #"{"product_id": 2, "qty": 1}"#] {
                let rival = try await shop.post("/cart/add", line, token: user)
                #expect(rival.status == 200)
            }
        } then: { shop, user, reply in
            #expect(reply.status == 200)
            let lines = try await shop.get("/orders", token: user).list.first?["items"]?.elements ?? []
            #expect(lines.compactMap { $0["qty"]?.integer } == [3, 1])
            #expect(try await shop.get("/cart", token: user)["items"]?.elements.isEmpty == true)
        }
    }

    @Test(arguments: [PurchaseStep.cartTaken, .orderStored, .orderCommitted])
    func whatIsAddedAfterTheCartWasTakenStays(step: PurchaseStep) async throws {
        try await self.checkout(heldAt: step) { shop, user, goOn in
            async let rival = shop.post("/cart/add", #"{"product_id": 1, "qty": 5}"#, token: user)
            // Inside of the transaction the cart is locked: the rival waits.
            if step != .orderCommitted { goOn() }
            let answer = try await rival
            #expect(answer.status == 200)
        } then: { shop, user, reply in
            #expect(reply.status == 200)
            let order = try await shop.get("/orders", token: user).list.first
            let ordered = order?["items"]?.elements.compactMap { $0["qty"]?.integer }
            let left = try await shop.get("/cart", token: user)["items"]?.elements.compactMap { $0["qty"]?.integer }
            // A rival that was let go together with the transaction may be faster than its repetition.
            #expect((ordered == [2] && left == [5]) || (step != .orderCommitted && ordered == [7] && left == []))
        }
    }

    @Test func aProductThatIsDeletedAfterItWasLookedUpFailsAtThePayment() async throws {
        try await self.checkout(heldAt: .productsFound) { shop, _, _ in
            let path = "/admin/products/\(try await self.product(1, shop))"
            #expect(try await shop.delete(path, token: try await shop.admin()).status == 200)
        } then: { shop, user, reply in
            let id = try #require(reply["order_id"]?.text)
            let payment = try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
            #expect(payment["status"]?.text == "failed")
        }
    }
}
