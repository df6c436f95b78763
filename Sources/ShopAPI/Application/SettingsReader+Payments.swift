import Payments
import Schemas

extension SettingsReader {
    /// Reads who takes the money, and how long is waited for it.
    mutating func readPayments(into settings: inout PaymentSettings, in environment: Settings.Environment) {
        self.read(
            "RESERVATION_MINUTES", into: &settings.reservation,
            allowed: "a number above 0 up to 10080 with at most four decimals"
        ) { Self.minutes($0) }
        var (gateway, isNamed) = (PaymentGatewayKind.simulated, false)
        self.read("PAYMENT_GATEWAY", into: &gateway, allowed: "one of simulated, stripe") {
            isNamed = true
            return PaymentGatewayKind(rawValue: $0)
        }
        self.readStripe(into: &settings, isChosen: gateway == .stripe)
        guard !isNamed, environment == .production else { return }
        self.refuse(
            "PAYMENT_GATEWAY", nil,
            allowed: """
                stripe, or simulated in so many words, when APP_ENV is production: with simulated customers say themselves \
                that they paid
                """)
    }

    private mutating func readStripe(into settings: inout PaymentSettings, isChosen: Bool) {
        var (key, secret, base) = ("", "", StripeSettings.defaultBase)
        self.readText("STRIPE_SECRET_KEY", into: &key, isSecret: true)
        self.readText("STRIPE_WEBHOOK_SECRET", into: &secret, isSecret: true)
        self.readText("STRIPE_API_BASE", into: &base)
        guard isChosen else { return }
        do throws(StripeSettingsError) {
            let api = try StripeSettings(secretKey: key, base: base)
            guard !secret.isEmpty else {
                throw StripeSettingsError(message: "the endpoint's secret is missing (STRIPE_WEBHOOK_SECRET)")
            }
            settings.stripe = StripeAccess(api: api, webhookSecret: secret)
        } catch {
            self.refuse(
                "PAYMENT_GATEWAY", "stripe", allowed: "simulated, or the STRIPE_ settings must be right: \(error)")
        }
    }

    private static func minutes(_ text: String) -> Duration? {
        guard let scaled = ExactDecimal(text)?.scaled(to: 4), 1...100_800_000 ~= scaled else { return nil }
        return .milliseconds(scaled * 6)
    }
}
