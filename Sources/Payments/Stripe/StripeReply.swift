import Schemas

/// What Stripe answers.
struct StripeReply: Sendable {
    var status: Int
    var body: [UInt8]
    /// Stripe's name for the request, for who asks Stripe about it.
    var requestID: String?
    /// Whether Stripe says that a second one is no use.
    var isFinal = false

    var isSuccess: Bool { 200..<300 ~= self.status }

    /// The body of a success.
    ///
    /// - Throws: ``PaymentError`` `unreachable` when it is cut off or something else: what was done is not known.
    func value<Value: SchemaValue>(_ operation: String) throws(PaymentError) -> Value {
        do {
            return try Value(json: self.body)
        } catch {
            throw .unreachable("\(operation): an answer that can't be read\(self.reference)")
        }
    }

    /// What is wrong; nothing is known of an answer that is no JSON.
    var failure: StripeFailure {
        (try? StripeFailureBody(json: self.body))?.error ?? StripeFailure()
    }

    /// What an error says of the request besides.
    var reference: String { self.requestID.map { ", request \($0)" } ?? "" }
}

/// The body of an answer that is no success.
private struct StripeFailureBody: SchemaObject {
    var error: StripeFailure

    static let schema = Schema(StripeFailureBody.init) { Field("error", \.error) }
}

/// Why Stripe refused something, or why a payment failed.
struct StripeFailure: SchemaObject {
    var type: String?
    var code: String?
    /// The bank's reason.
    var declineCode: String?
    var message: String?
    /// Which parameter is wrong.
    var parameter: String?

    static let schema = Schema(StripeFailure.init) {
        Field("type", \.type)
        Field("code", \.code)
        Field("decline_code", \.declineCode)
        Field("message", \.message)
        Field("param", \.parameter)
    }
}
