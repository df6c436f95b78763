import AsyncHTTPClient
import BSON
import NIOCore
import NIOHTTP1
import Payments
import Schemas
import ShopCore
import TestSupport
import Testing

/// Against localstripe.
@Suite struct StripeGatewayTests {
    @Test func aCardIsChargedOnceWithWhatTheShopWroteOnIt() async throws {
        try await withStripe { stripe in
            let attempt = PaymentAttempt.test("pm_card_visa")
            let opened = try await stripe.gateway.open(attempt)
            #expect(opened.state == .open)
            let paid = try await stripe.gateway.pay(opened.id, for: attempt)
            #expect(paid.state == .paid)
            #expect(paid.amount == attempt.amount)
            #expect(paid.orderID == attempt.orderID)
            let stored = try await stripe.get("payment_intents/\(paid.id)")
            #expect(stored["metadata"]?["number"] == .string(attempt.orderNumber))
            #expect(try await stripe.charges().count == 1)
        }
    }

    @Test func aDeclinedCardIsRefusedWithAReason() async throws {
        try await withStripe { stripe in
            let intent = try await stripe.gateway.charge(.test("pm_card_chargeCustomerFail"))
            let refusal = PaymentRefusal(code: "card_declined", message: "Your card was declined.")
            #expect(intent.state == .refused(refusal))
            #expect(try await stripe.gateway.find(intent.id).state == .refused(refusal))
        }
    }

    @Test func noTokenWaitsForTheBrowserWithAClientSecret() async throws {
        try await withStripe { stripe in
            let intent = try await stripe.gateway.charge(.test(nil))
            #expect(intent.state == .waiting)
            #expect(intent.clientSecret?.hasPrefix("\(intent.id)_secret_") == true)
        }
    }

    @Test func aCardThatAsksItsOwnerWaits() async throws {
        try await withStripe { stripe in
            let card = try await stripe.post(
                "payment_methods",
                "type=card&card[number]=4000002500003155&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123")
            guard case .string(let token)? = card["id"] else { return #expect(Bool(false), "\(card)") }
            let intent = try await stripe.gateway.charge(.test(token))
            #expect(intent.state == .waiting)
            _ = try await stripe.post(
                "payment_intents/\(intent.id)/_authenticate",
                "client_secret=\(intent.clientSecret ?? "")&success=true")
            #expect(try await stripe.gateway.find(intent.id).state == .paid)
        }
    }

    @Test(arguments: ["pm_nobody", "tok_visa", "pm_", "pm_a/b", "pm_\u{E9}"])
    func aTokenThatIsNoneIsRefused(_ token: String) async throws {
        try await withStripe { stripe in
            let refused = await failure { () throws(PaymentError) in try await stripe.gateway.open(.test(token)) }
            #expect(refused?.refusal?.code == "unknown_payment_token")
        }
    }

    @Test func anIntentThatIsNotThereIsAMistake() async throws {
        try await withStripe { stripe in
            for id in ["pi_nobody", "sim_1", "", "pi_1/../../refunds"] {
                let wrong = await failure { () throws(PaymentError) in try await stripe.gateway.find(id) }
                #expect(wrong?.isMisconfigured == true)
            }
        }
    }

    @Test func aWrongKeyIsAMistakeThatDoesNotTellTheKey() async throws {
        // It refuses every key, as Stripe does this one.
        let server = try await StubServer.start(
            #"""
            read(client)
            client.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 75\r\n\r\n"
                b'{"error":{"message":"Invalid API Key: sk_test_wrong","type":"invalid_x1"}}  ')
            """#)
        defer { server.remove() }
        try await withGateway(at: "http://127.0.0.1:\(server.port)", key: "sk_test_wrong") { gateway in
            let wrong = await failure { () throws(PaymentError) in try await gateway.open(.test(nil)) }
            #expect(wrong?.isMisconfigured == true)
            #expect(wrong.map { "\($0)".contains("sk_test_wrong") } == false)
        }
    }

    // MARK: Capture and cancel

    @Test func capturedLaterIsReservedUntilThen() async throws {
        try await withStripe { stripe in
            let attempt = PaymentAttempt.test("pm_card_visa", capture: .manual)
            let intent = try await stripe.gateway.charge(attempt)
            #expect(intent.state == .authorized)
            #expect(try await stripe.gateway.capture(intent.id, for: attempt).state == .paid)
            #expect(try await stripe.gateway.capture(intent.id, for: attempt).state == .paid)
        }
    }

    @Test(arguments: [nil, "pm_card_chargeCustomerFail"])
    func canceledEndsWhatIsNotPaid(_ token: String?) async throws {
        try await withStripe { stripe in
            let intent = try await stripe.gateway.charge(.test(token))
            #expect(try await stripe.gateway.cancel(intent.id).state == .canceled)
            #expect(try await stripe.gateway.cancel(intent.id).state == .canceled)
        }
    }

    @Test func canceledAfterItWasPaidStaysPaid() async throws {
        try await withStripe { stripe in
            let intent = try await stripe.gateway.charge(.test("pm_card_visa"))
            #expect(try await stripe.gateway.cancel(intent.id).state == .paid)
        }
    }

    @Test func paidAfterItWasCanceledStaysCanceled() async throws {
        try await withStripe { stripe in
            let attempt = PaymentAttempt.test("pm_card_visa")
            let id = try await stripe.gateway.open(attempt).id
            _ = try await stripe.gateway.cancel(id)
            #expect(try await stripe.gateway.pay(id, for: attempt).state == .canceled)
        }
    }

    // MARK: Refunds

    @Test func refundedInPartsIsNeverMoreThanWasPaid() async throws {
        try await withStripe { stripe in
            let intent = try await stripe.gateway.charge(.test("pm_card_visa", cents: 1000))
            let requests = [PaymentRefundRequest.test(intent, 600), .test(intent, 400)]
            for request in requests { _ = try await stripe.gateway.refund(request) }
            let tooMuch = await failure { () throws(PaymentError) in
                try await stripe.gateway.refund(.test(intent, 1))
            }
            #expect(tooMuch?.refusal != nil)
            let refunds = try await stripe.gateway.refunds(of: intent.id)
            #expect(Set(refunds.map(\.requestID)) == Set(requests.map(\.id)))
            #expect(refunds.allSatisfy { $0.state == .done })
        }
    }

    @Test func refundedByManyAtOnceIsNeverMoreThanWasPaid() async throws {
        try await withStripe { stripe in
            let intent = try await stripe.gateway.charge(.test("pm_card_visa", cents: 1000))
            _ = try await parallel(8) { _ in
                await failure { () throws(PaymentError) in try await stripe.gateway.refund(.test(intent, 300)) }
            }
            #expect(try await stripe.gateway.refunds(of: intent.id).count == 3)
        }
    }

    // MARK: Lost answers

    @Test(arguments: ["lost", "half", "failed", "busy"])
    func anAnswerThatIsLostIsFoundByAskingAndChargedOnce(_ fault: String) async throws {
        try await withStripe { stripe in
            let attempt = PaymentAttempt.test("pm_card_visa")
            let id = try await stripe.gateway.open(attempt).id
            try await stripe.spoil("/confirm", fault, times: 3)
            let lost = await failure { () throws(PaymentError) in try await stripe.gateway.pay(id, for: attempt) }
            #expect(lost?.isUnreachable == true)
            if fault == "busy" {
                #expect(try await stripe.gateway.find(id).state == .open)
                #expect(try await stripe.gateway.pay(id, for: attempt).state == .paid)
            } else {
                #expect(try await stripe.gateway.find(id).state == .paid)
            }
            #expect(try await stripe.charges().count == 1)
        }
    }

    @Test(arguments: ["lost", "half", "busy"])
    func anAnswerThatIsLostOnceIsAskedForAgainAtOnce(_ fault: String) async throws {
        try await withStripe { stripe in
            let attempt = PaymentAttempt.test("pm_card_visa")
            try await stripe.spoil("/payment_intents", fault)
            let id = try await stripe.gateway.open(attempt).id
            try await stripe.spoil("/confirm", fault)
            #expect(try await stripe.gateway.pay(id, for: attempt).state == .paid)
            #expect(try await stripe.intents().count == 1)
            #expect(try await stripe.charges().count == 1)
        }
    }

    @Test func openedAgainAfterAnOutageIsTheSameIntent() async throws {
        try await withStripe { stripe in
            let attempt = PaymentAttempt.test("pm_card_visa")
            try await stripe.spoil("/payment_intents", "lost", times: 3)
            let lost = await failure { () throws(PaymentError) in try await stripe.gateway.open(attempt) }
            #expect(lost?.isUnreachable == true)
            let id = try await stripe.gateway.open(attempt).id
            #expect(try await stripe.gateway.open(attempt).id == id)
            #expect(try await stripe.intents().count == 1)
        }
    }

    @Test(arguments: ["lost", "half", "failed"])
    func aRefundWhoseAnswerIsLostIsFoundAndNotDoneTwice(_ fault: String) async throws {
        try await withStripe { stripe in
            let intent = try await stripe.gateway.charge(.test("pm_card_visa", cents: 1000))
            let request = PaymentRefundRequest.test(intent, 300)
            try await stripe.spoil("/refunds", fault)
            let lost = await failure { () throws(PaymentError) in try await stripe.gateway.refund(request) }
            #expect(lost?.isUnreachable == true)
            let found = try await stripe.gateway.refunds(of: intent.id)
            #expect(found.map(\.requestID) == [request.id])
            #expect(try await stripe.gateway.refund(request) == found.first)
            #expect(try await stripe.gateway.refunds(of: intent.id).count == 1)
        }
    }

    @Test func paidByManyAtOnceIsChargedOnce() async throws {
        try await withStripe { stripe in
            let attempt = PaymentAttempt.test("pm_card_visa")
            let ids = try await parallel(8) { _ in try? await stripe.gateway.open(attempt).id }
            #expect(Set(ids.compactMap(\.self)).count == 1)
            let id = try await stripe.gateway.open(attempt).id
            _ = try await parallel(8) { _ in
                await failure { () throws(PaymentError) in try await stripe.gateway.pay(id, for: attempt) }
            }
            #expect(try await stripe.gateway.pay(id, for: attempt).state == .paid)
            #expect(try await stripe.charges().count == 1)
        }
    }

    @Test func theSameKeyForAnotherAmountIsAMistake() async throws {
        try await withStripe { stripe in
            var attempt = PaymentAttempt.test("pm_card_visa")
            _ = try await stripe.gateway.open(attempt)
            attempt.amount = Money(minorUnits: 1)
            let changed = attempt
            let wrong = await failure { () throws(PaymentError) in try await stripe.gateway.open(changed) }
            #expect(wrong?.isMisconfigured == true)
        }
    }
}
