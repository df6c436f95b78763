import FoundationEssentials

/// Where Stripe is, and how it is called.
package struct StripeSettings: Sendable {
    /// How long each call may take, connecting and trying again included.
    package struct Timeouts: Sendable {
        package var open = Duration.seconds(15)
        /// Banks take their time.
        package var pay = Duration.seconds(30)
        package var capture = Duration.seconds(30)
        package var cancel = Duration.seconds(15)
        package var refund = Duration.seconds(30)
        package var find = Duration.seconds(10)

        package init() {}
    }

    /// Where the API is, without `/v1` and without a slash at the end.
    package let base: String
    let secretKey: String
    package var timeouts = Timeouts()
    /// How long connecting may take.
    package var connectTimeout = Duration.seconds(5)

    package static let defaultBase = "https://api.stripe.com"

    /// - Throws: ``StripeSettingsError``.
    package init(secretKey: String, base: String = Self.defaultBase) throws(StripeSettingsError) {
        guard secretKey.hasPrefix("sk_") || secretKey.hasPrefix("rk_"), secretKey.utf8.count >= 8,
            secretKey.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else { throw StripeSettingsError(message: "the secret key is none: it begins with sk_ or rk_") }
        let base = base.hasSuffix("/") ? String(base.dropLast()) : base
        guard base.utf8.allSatisfy({ 0x21...0x7E ~= $0 }), let url = URL(string: base),
            let scheme = url.scheme, ["http", "https"].contains(scheme), url.host()?.isEmpty == false,
            url.user() == nil, url.query() == nil, url.fragment() == nil
        else {
            throw StripeSettingsError(message: "the address of the API is no URL like \(Self.defaultBase)")
        }
        guard !base.hasSuffix("/v1") else {
            throw StripeSettingsError(message: "the address of the API is given without /v1")
        }
        // A test key over plain HTTP is what a Stripe for tests is reached with.
        guard scheme == "https" || secretKey.hasPrefix("sk_test_") || secretKey.hasPrefix("rk_test_") else {
            throw StripeSettingsError(message: "a live key is sent over https only")
        }
        self.base = base
        self.secretKey = secretKey
    }
}

extension StripeSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the key.
    package var description: String { self.base }
    package var debugDescription: String { self.base }
    package var customMirror: Mirror { Mirror(self, children: ["base": self.base]) }
}

/// Why settings can't be used. No secret is quoted.
package struct StripeSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(message: String) {
        self.message = message
    }

    package var description: String { self.message }
}
