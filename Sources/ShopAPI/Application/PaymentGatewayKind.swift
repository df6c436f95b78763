/// Who takes the money.
public enum PaymentGatewayKind: String, CaseIterable, Sendable {
    /// Nobody: customers say how their payments ended.
    case simulated
    case stripe
}
