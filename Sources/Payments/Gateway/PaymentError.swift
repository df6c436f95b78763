/// Why a gateway gave no intent and no refund.
///
/// The texts are for operators: they name the call and what was answered, no secret and nothing of a customer.
package enum PaymentError: Error, Hashable, Sendable {
    /// Nothing is known: it may have been done or not. To be asked later.
    case unreachable(String)
    /// The gateway understood, and did nothing. The same call will be refused again.
    case refused(PaymentRefusal)
    /// A setting or the program is wrong: nothing was done, and trying again is no use before somebody has mended it.
    case misconfigured(String)
}

extension PaymentError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let detail): "The payment gateway gave no answer (\(detail))"
        case .refused(let refusal): "The payment gateway refused (\(refusal.code))"
        case .misconfigured(let detail): "The payment gateway can't be used like this (\(detail))"
        }
    }
}
