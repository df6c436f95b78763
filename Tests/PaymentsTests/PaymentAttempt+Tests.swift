import BSON
import Payments
import ShopCore

extension PaymentAttempt {
    /// An attempt of an order of its own.
    static func test(
        _ token: String?, cents: Int64 = 1999, index: Int = 1, orderID: ObjectID = ObjectID(),
        capture: Capture = .automatic
    ) -> PaymentAttempt {
        PaymentAttempt(
            orderID: orderID, orderNumber: "B-4711", index: index, amount: Money(minorUnits: cents), token: token,
            capture: capture)
    }
}

extension PaymentGateway {
    /// Opens an attempt and pays it, as a shop does that meets no fault.
    func charge(_ attempt: PaymentAttempt) async throws -> PaymentIntent {
        try await self.pay(try await self.open(attempt).id, for: attempt)
    }
}

extension PaymentError {
    var isUnreachable: Bool {
        if case .unreachable = self { true } else { false }
    }

    var isMisconfigured: Bool {
        if case .misconfigured = self { true } else { false }
    }

    var refusal: PaymentRefusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}

/// What an operation of a gateway threw; nil if it threw nothing.
func failure<Output>(of body: () async throws(PaymentError) -> Output) async -> PaymentError? {
    do throws(PaymentError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
