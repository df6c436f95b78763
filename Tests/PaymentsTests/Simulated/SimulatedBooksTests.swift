import BSON
import MongoODM
import MongoTestSupport
import Schemas
import ShopCore
import TestSupport
import Testing

@testable import Payments

/// The books of the simulated gateway under everything at once.
@Suite struct SimulatedBooksTests {
    /// Each step, with a state in which it has work to do.
    static let steps: [(String, SimulatedPayment.State)] = [
        ("pay", .open), ("capture", .authorized), ("settle", .waiting), ("miss", .open), ("wait", .open),
        ("refuse", .open), ("cancel", .waiting), ("refund", .paid),
    ]

    @Test(arguments: Self.steps)
    func aStepRunTwiceDoesItsWorkOnce(_ step: String, in state: SimulatedPayment.State) async throws {
        try await withBooks { payments in
            let attempt = PaymentAttempt.test("tok_success", cents: 1000)
            var payment = SimulatedPayment(attempt)
            payment.state = state
            payment.misses = SimulatedToken.misses - 1
            if state == .paid { payment.refundable = attempt.amount }
            _ = try await payments.create(payment)
            let request = PaymentRefundRequest(id: ObjectID(), intentID: "", amount: Money(minorUnits: 100))
            let statement: SimulatedStatement =
                switch step {
                case "pay": .pay(payment.id, attempt)
                case "capture": .capture(payment.id, attempt)
                case "settle": .settle(payment.id, amount: attempt.amount)
                case "miss": .miss(payment.id)
                case "wait": .wait(payment.id)
                case "refuse": .refuse(payment.id, "card_declined", from: [state])
                case "cancel": .cancel(payment.id)
                default: .refund(payment.id, request)
                }
            let first = try await payments.run(statement.change)
            #expect(first != nil)
            #expect(try await payments.run(statement.change) == nil)
            let after = try await payments.get(payment.id)
            #expect(after?.json() == first?.json())
        }
    }

    @Test func openingRunTwiceThrowsThatThereIsOne() async throws {
        try await withBooks { payments in
            let attempt = PaymentAttempt.test("tok_success")
            _ = try await payments.run(SimulatedStatement.open(attempt).change)
            let error = await #expect(throws: MongoError.self) {
                try await payments.run(SimulatedStatement.open(attempt).change)
            }
            #expect(error?.duplicateKey?.fields == ["key"])
        }
    }

    /// Many processes at once open, pay, cancel, capture and refund a few orders, in an order that a seed gives.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func whateverIsDoneAtOnceTheBooksAreRight(_ seed: UInt64) async throws {
        try await withBooks { payments in
            let gateway = SimulatedGateway(Collections(payments.database))
            let orders = (0..<4).map { _ in ObjectID() }
            let requests = (0..<12).map { _ in ObjectID() }
            _ = try await parallel(12) { worker in
                var random = SeededRandom(seed: seed &* 1000 &+ UInt64(worker))
                for _ in 0..<25 {
                    let order = Int.random(in: 0..<orders.count, using: &random)
                    let attempt = PaymentAttempt.test(
                        SimulatedToken.allCases[(order + Int(seed)) % SimulatedToken.allCases.count].rawValue,
                        cents: 1000, orderID: orders[order], capture: order == 3 ? .manual : .automatic)
                    let action = Int.random(in: 0..<10, using: &random)
                    let cents = Int64.random(in: 1...600, using: &random)
                    let request = requests[Int.random(in: 0..<requests.count, using: &random)]
                    try await Self.act(action, on: attempt, cents, request, with: gateway)
                }
            }
            let all = try await payments.findAll()
            #expect(Set(all.map(\.key)).count == all.count)
            for payment in all {
                let charged = payment.charges.reduce(0) { $0 + $1.amount.minorUnits }
                let refunded = payment.refunds.reduce(0) { $0 + $1.amount.minorUnits }
                #expect(payment.charges.count == (payment.state == .paid ? 1 : 0))
                #expect(charged == (payment.state == .paid ? payment.amount.minorUnits : 0))
                #expect(payment.refundable.minorUnits == charged - refunded)
                #expect(payment.refundable >= .zero)
                #expect(Set(payment.refunds.map(\.requestID)).count == payment.refunds.count)
                #expect(payment.misses <= SimulatedToken.misses)
            }
        }
    }

    /// What is refused, lost or too late is part of it; a mistake is not.
    private static func act(
        _ action: Int, on attempt: PaymentAttempt, _ cents: Int64, _ request: ObjectID,
        with gateway: SimulatedGateway
    ) async throws {
        do throws(PaymentError) {
            let id = try await gateway.open(attempt).id
            switch action {
            case 0...3: _ = try await gateway.pay(id, for: attempt)
            case 4: _ = try await gateway.capture(id, for: attempt)
            case 5: _ = try await gateway.settle(id, amount: attempt.amount, as: .paid)
            // Seldom, or nothing would be paid.
            case 6 where cents < 60: _ = try await gateway.cancel(id)
            default:
                // The amount follows from the request, as it does where requests are stored.
                let amount = Money(minorUnits: Int64(request.hexString.utf8.reduce(0) { $0 &+ Int($1) } % 400 + 1))
                _ = try await gateway.refund(PaymentRefundRequest(id: request, intentID: id, amount: amount))
            }
        } catch {
            if error.isMisconfigured { throw error }
        }
    }

    private func withBooks(_ body: @Sendable (Repository<SimulatedPayment>) async throws -> Void) async throws {
        try await withDatabase { database in
            let payments = Repository<SimulatedPayment>(database)
            try await payments.createIndexes()
            try await body(payments)
        }
    }
}
