import Payments
import Testing

@Suite struct StripeSettingsTests {
    @Test(arguments: [
        "https://api.stripe.com", "https://api.stripe.com/", "https://proxy.example/stripe", "http://127.0.0.1:8420",
    ])
    func anAddressIsTakenWithoutItsLastSlash(_ base: String) throws {
        let settings = try StripeSettings(secretKey: "sk_test_1234", base: base)
        #expect(settings.base == (base.hasSuffix("/") ? String(base.dropLast()) : base))
    }

    @Test(arguments: [
        "", "api.stripe.com", "ftp://api.stripe.com", "https://", "https://api.stripe.com/v1",
        "https://api.stripe.com/v1/", "https://user:x@api.stripe.com", "https://api.stripe.com?x=1",
        "https://api.stripe.com#x", "https://api stripe.com",
    ])
    func whatIsNoAddressIsRefused(_ base: String) {
        #expect(throws: StripeSettingsError.self) { try StripeSettings(secretKey: "sk_test_1234", base: base) }
    }

    @Test(arguments: ["", "sk_", "pk_test_1234", "sk_test_12\n34", "whsec_12345678"])
    func whatIsNoKeyIsRefusedWithoutBeingQuoted(_ key: String) {
        let error = #expect(throws: StripeSettingsError.self) { try StripeSettings(secretKey: key) }
        #expect(key.count < 4 || error?.message.contains(key) == false)
    }

    @Test func aLiveKeyIsNotSentInTheClear() {
        #expect(throws: StripeSettingsError.self) {
            try StripeSettings(secretKey: "sk_live_1234", base: "http://api.stripe.com")
        }
        #expect(throws: Never.self) { try StripeSettings(secretKey: "sk_live_1234") }
    }

    @Test func theKeyIsNotShown() throws {
        let settings = try StripeSettings(secretKey: "sk_test_hush")
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(settings)", String(reflecting: settings), dumped] { #expect(!text.contains("hush")) }
    }
}
