import BSON
import MongoODM
import MongoTestSupport
import Payments
import ShopCore
import TestSupport
import Testing

@Suite struct SimulatedGatewayTests {
    @Test func successIsPaidWithOneCharge() async throws {
        try await withGateway { gateway, _ in
            let attempt = PaymentAttempt.test("tok_success")
            let intent = try await gateway.charge(attempt)
            #expect(intent.state == .paid)
            #expect(intent.amount == attempt.amount)
            #expect(intent.orderID == attempt.orderID)
            #expect(try await gateway.charges(ofOrder: attempt.orderID).map(\.amount) == [attempt.amount])
        }
    }

    @Test func declinedIsRefusedWithAReasonAndNotCharged() async throws {
        try await withGateway { gateway, _ in
            let attempt = PaymentAttempt.test("tok_declined")
            let refusal = PaymentRefusal(code: "card_declined", message: "Your card was declined.")
            let intent = try await gateway.charge(attempt)
            #expect(intent.state == .refused(refusal))
            #expect(try await gateway.charges(ofOrder: attempt.orderID).isEmpty)
        }
    }

    @Test func timeoutLosesItsFirstAnswerAndChargesOnce() async throws {
        try await withGateway { gateway, _ in
            let attempt = PaymentAttempt.test("tok_timeout")
            let id = try await gateway.open(attempt).id
            let lost = await failure { () throws(PaymentError) in try await gateway.pay(id, for: attempt) }
            #expect(lost?.isUnreachable == true)
            #expect(try await gateway.find(id).state == .paid)
            #expect(try await gateway.pay(id, for: attempt).state == .paid)
            #expect(try await gateway.charges(ofOrder: attempt.orderID).count == 1)
        }
    }

    @Test func unreachableFailsTwiceForAllProcessesTogether() async throws {
        try await withGateway { gateway, other in
            let attempt = PaymentAttempt.test("tok_unreachable")
            let id = try await gateway.open(attempt).id
            for process in [gateway, other] {
                let missed = await failure { () throws(PaymentError) in try await process.pay(id, for: attempt) }
                #expect(missed?.isUnreachable == true)
                #expect(try await process.find(id).state == .open)
            }
            #expect(try await gateway.pay(id, for: attempt).state == .paid)
            #expect(try await gateway.charges(ofOrder: attempt.orderID).count == 1)
        }
    }

    @Test(arguments: [
        (SimulatedGateway.Settlement.paid, PaymentIntent.State.paid),
        (.refused, .refused(PaymentRefusal(code: "card_declined", message: "Your card was declined."))),
        (.canceled, .canceled),
    ])
    func manualWaitsUntilATesterSaysHowItEnds(
        _ settlement: SimulatedGateway.Settlement, _ state: PaymentIntent.State
    ) async throws {
        try await withGateway { gateway, _ in
            let attempt = PaymentAttempt.test("tok_manual")
            let intent = try await gateway.charge(attempt)
            #expect(intent.state == .waiting)
            #expect(intent.clientSecret?.isEmpty == false)
            let settled = try await gateway.settle(intent.id, amount: attempt.amount, as: settlement)
            #expect(settled.state == state)
            #expect(try await gateway.find(intent.id).state == state)
        }
    }

    @Test func manualIsNotPaidWithAnotherAmount() async throws {
        try await withGateway { gateway, _ in
            let intent = try await gateway.charge(.test("tok_manual", cents: 500))
            let settled = try await gateway.settle(intent.id, amount: Money(minorUnits: 499), as: .paid)
            #expect(settled.state == .waiting)
        }
    }

    @Test func noTokenWaits() async throws {
        try await withGateway { gateway, _ in
            let intent = try await gateway.charge(.test(nil))
            #expect(intent.state == .waiting)
        }
    }

    @Test func unknownTokenIsRefusedBeforeThereIsAnIntent() async throws {
        try await withGateway { gateway, _ in
            let refused = await failure { () throws(PaymentError) in try await gateway.open(.test("tok_gold")) }
            #expect(refused?.refusal?.code == "unknown_payment_token")
        }
    }

    @Test func anAmountOfNothingIsAMistake() async throws {
        try await withGateway { gateway, _ in
            let wrong = await failure { () throws(PaymentError) in
                try await gateway.open(.test("tok_success", cents: 0))
            }
            #expect(wrong?.isMisconfigured == true)
        }
    }

    @Test func anIntentThatIsNotThereIsAMistake() async throws {
        try await withGateway { gateway, _ in
            for id in ["sim_\(ObjectID().hexString)", "sim_x", "pi_1", ""] {
                let wrong = await failure { () throws(PaymentError) in try await gateway.find(id) }
                #expect(wrong?.isMisconfigured == true)
            }
        }
    }

    // MARK: The same again

    @Test func openedAgainIsTheSameIntent() async throws {
        try await withGateway { gateway, other in
            let attempt = PaymentAttempt.test("tok_success")
            let first = try await gateway.open(attempt)
            #expect(try await other.open(attempt).id == first.id)
        }
    }

    @Test func openedWithTheSameKeyForAnotherAmountIsAMistake() async throws {
        try await withGateway { gateway, _ in
            var attempt = PaymentAttempt.test("tok_success")
            _ = try await gateway.open(attempt)
            attempt.amount = Money(minorUnits: 1)
            let changed = attempt
            let wrong = await failure { () throws(PaymentError) in try await gateway.open(changed) }
            #expect(wrong?.isMisconfigured == true)
        }
    }

    @Test func openedByManyAtOnceIsOneIntent() async throws {
        try await withGateway { gateway, _ in
            let attempt = PaymentAttempt.test("tok_success")
            let ids = try await parallel(16) { _ in try await gateway.open(attempt).id }
            #expect(Set(ids).count == 1)
        }
    }

    @Test(arguments: SimulatedToken.allCases.filter { [.success, .timeout, .unreachable].contains($0) })
    func paidByManyAtOnceIsChargedOnce(_ token: SimulatedToken) async throws {
        try await withGateway { gateway, other in
            let attempt = PaymentAttempt.test(token.rawValue)
            let id = try await gateway.open(attempt).id
            let outcomes = try await parallel(16) { index in
                let process = index.isMultiple(of: 2) ? gateway : other
                return await failure { () throws(PaymentError) in
                    let intent = try await process.pay(id, for: attempt)
                    guard intent.state == .paid else { throw .misconfigured("\(intent.state)") }
                }
            }
            #expect(outcomes.allSatisfy { $0?.isUnreachable ?? true })
            #expect(try await gateway.pay(id, for: attempt).state == .paid)
            #expect(try await gateway.charges(ofOrder: attempt.orderID).count == 1)
        }
    }

    @Test func paidAsAnotherAttemptIsAMistakeAndChargesNothing() async throws {
        try await withGateway { gateway, _ in
            let attempt = PaymentAttempt.test("tok_success")
            let id = try await gateway.open(attempt).id
            let other = PaymentAttempt.test("tok_success", index: 2, orderID: attempt.orderID)
            let wrong = await failure { () throws(PaymentError) in try await gateway.pay(id, for: other) }
            #expect(wrong?.isMisconfigured == true)
            #expect(try await gateway.charges(ofOrder: attempt.orderID).isEmpty)
        }
    }

    // MARK: Capture and cancel

    @Test func capturedLaterIsReservedUntilThen() async throws {
        try await withGateway { gateway, _ in
            let attempt = PaymentAttempt.test("tok_success", capture: .manual)
            let intent = try await gateway.charge(attempt)
            #expect(intent.state == .authorized)
            #expect(try await gateway.charges(ofOrder: attempt.orderID).isEmpty)
            #expect(try await gateway.capture(intent.id, for: attempt).state == .paid)
            #expect(try await gateway.capture(intent.id, for: attempt).state == .paid)
            #expect(try await gateway.charges(ofOrder: attempt.orderID).count == 1)
        }
    }

    @Test(arguments: [nil, "tok_declined", "tok_manual"])
    func canceledIsNotPaidAfterwards(_ token: String?) async throws {
        try await withGateway { gateway, _ in
            let attempt = PaymentAttempt.test(token)
            let intent = try await gateway.charge(attempt)
            #expect(try await gateway.cancel(intent.id).state == .canceled)
            #expect(try await gateway.cancel(intent.id).state == .canceled)
            #expect(try await gateway.settle(intent.id, amount: attempt.amount, as: .paid).state == .canceled)
            #expect(try await gateway.charges(ofOrder: attempt.orderID).isEmpty)
        }
    }

    @Test func canceledAfterItWasPaidStaysPaid() async throws {
        try await withGateway { gateway, _ in
            let intent = try await gateway.charge(.test("tok_success"))
            #expect(try await gateway.cancel(intent.id).state == .paid)
        }
    }

    @Test func paidAndCanceledAtOnceOneOfThemWinsForBoth() async throws {
        try await withGateway { gateway, other in
            for _ in 0..<8 {
                let attempt = PaymentAttempt.test("tok_success")
                let id = try await gateway.open(attempt).id
                async let paid = gateway.pay(id, for: attempt).state
                async let canceled = other.cancel(id).state
                let states = try await Set([paid, canceled])
                #expect(states == [.paid] || states == [.canceled])
                let charges = try await gateway.charges(ofOrder: attempt.orderID).count
                #expect(charges == (states == [.paid] ? 1 : 0))
            }
        }
    }

    // MARK: Refunds

    @Test func refundedInPartsIsNeverMoreThanWasPaid() async throws {
        try await withGateway { gateway, _ in
            let intent = try await gateway.charge(.test("tok_success", cents: 1000))
            for cents in [600, 400] {
                _ = try await gateway.refund(.test(intent, Int64(cents)))
            }
            let tooMuch = await failure { () throws(PaymentError) in try await gateway.refund(.test(intent, 1)) }
            #expect(tooMuch?.refusal?.code == "refund_too_large")
            #expect(try await gateway.refunds(of: intent.id).map(\.amount.minorUnits) == [400, 600])
        }
    }

    @Test func refundedAgainWithTheSameRequestIsRefundedOnce() async throws {
        try await withGateway { gateway, other in
            let intent = try await gateway.charge(.test("tok_success", cents: 1000))
            let request = PaymentRefundRequest.test(intent, 1000)
            let first = try await gateway.refund(request)
            #expect(try await other.refund(request) == first)
            #expect(try await gateway.refunds(of: intent.id) == [first])
        }
    }

    @Test func timeoutLosesTheFirstAnswerToEachRefund() async throws {
        try await withGateway { gateway, other in
            let attempt = PaymentAttempt.test("tok_timeout", cents: 1000)
            let intent = try await gateway.open(attempt)
            _ = await failure { () throws(PaymentError) in try await gateway.pay(intent.id, for: attempt) }
            for cents in [400, 600] {
                let request = PaymentRefundRequest.test(intent, Int64(cents))
                let lost = await failure { () throws(PaymentError) in try await gateway.refund(request) }
                #expect(lost?.isUnreachable == true)
                #expect(try await other.refunds(of: intent.id).first?.requestID == request.id)
                #expect(try await gateway.refund(request).state == .done)
            }
            #expect(try await gateway.refunds(of: intent.id).count == 2)
        }
    }

    @Test func whatIsGivenBackElsewhereHasNoRequest() async throws {
        try await withGateway { gateway, _ in
            let intent = try await gateway.charge(.test("tok_success", cents: 1000))
            try await gateway.giveBackElsewhere(intent.id, Money(minorUnits: 300))
            _ = try await gateway.refund(.test(intent, 700))
            let refused = await failure { () throws(PaymentError) in
                try await gateway.giveBackElsewhere(intent.id, Money(minorUnits: 1))
            }
            #expect(refused?.refusal?.code == "refund_too_large")
            #expect(try await gateway.refunds(of: intent.id).map { $0.requestID == nil } == [false, true])
        }
    }

    @Test func refundOfWhatWasNotPaidIsRefused() async throws {
        try await withGateway { gateway, _ in
            let intent = try await gateway.charge(.test("tok_declined"))
            let refused = await failure { () throws(PaymentError) in try await gateway.refund(.test(intent, 1)) }
            #expect(refused?.refusal?.code == "not_paid")
        }
    }

    // MARK: An outage

    @Test func withoutItsDatabaseNothingIsKnown() async throws {
        let client = try MongoClient(
            MongoSettings(uri: "mongodb://127.0.0.1:1/test?replicaSet=rs0", timeout: .milliseconds(300)))
        let gateway = SimulatedGateway(Collections(client.database("test")))
        let away = await failure { () throws(PaymentError) in try await gateway.open(.test("tok_success")) }
        #expect(away?.isUnreachable == true)
    }
}

/// Two instances with the same books, as two processes have.
func withGateway(_ body: @Sendable (SimulatedGateway, SimulatedGateway) async throws -> Void) async throws {
    try await withDatabase { database in
        let collections = Collections(database)
        let gateways = (SimulatedGateway(collections), SimulatedGateway(Collections(database)))
        for collection in collections.all { _ = try await collection.createIndexes() }
        try await body(gateways.0, gateways.1)
    }
}

extension PaymentRefundRequest {
    static func test(_ intent: PaymentIntent, _ cents: Int64) -> PaymentRefundRequest {
        PaymentRefundRequest(id: ObjectID(), intentID: intent.id, amount: Money(minorUnits: cents))
    }
}
