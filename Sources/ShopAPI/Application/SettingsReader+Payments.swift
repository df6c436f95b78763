extension SettingsReader {
    /// Reads who takes the money.
    mutating func readPayments(into gateway: inout PaymentGatewayKind, in environment: Settings.Environment) {
        var isNamed = false
        // No order is charged through another gateway yet: a shop that was set up for one would sell for nothing.
        self.read("PAYMENT_GATEWAY", into: &gateway, allowed: "simulated; nothing is charged through stripe yet") {
            isNamed = true
            return $0 == PaymentGatewayKind.simulated.rawValue ? .simulated : nil
        }
        guard !isNamed, environment == .production else { return }
        self.refuse(
            "PAYMENT_GATEWAY", nil,
            allowed:
                "simulated, in so many words, when APP_ENV is production: customers then say themselves that they paid")
    }
}
