import Mail
import Testing

@Suite struct MailAddressTests {
    @Test(arguments: [
        "ann@example.com", "ann+shop@mail.example.com", "o'neil@example.com", "a.b_c-d=e@example.com", "ann@localhost",
        "анна@example.com",
    ])
    func anAddressIsTakenAsItIs(_ address: String) throws {
        #expect(try MailAddress(address).address == address)
    }

    @Test(arguments: [
        "", "ann", "@example.com", "ann@", "ann@@example.com", "a b@example.com", "ann@exam ple.com", "ann@-x.example",
        "ann@a..example", ".ann@example.com", "an..n@example.com", "ann.@example.com", "<ann@example.com>",
        "ann@example.com>", "\"ann\"@example.com", "ann@[127.0.0.1]", "ann,bob@example.com",
        "ann@example.com,bob@example.com",
        "ann@example.com\r\nRCPT TO:<bob@example.com>", "ann\n@example.com", "ann\0@example.com", "ann@example.com\0",
        "ann\u{2028}@example.com", "ann@example\u{202E}.com", "ann@example.com SIZE=1", "ann(home)@example.com",
    ])
    func anAddressThatCouldMeanSomethingElseIsRefusedForGood(_ address: String) async throws {
        let error = try await failure { _ = try MailAddress(address) }
        #expect(error.code == .invalidAddress)
        #expect(error.isPermanent)
    }

    @Test(arguments: ["-oQ/tmp/x@example.com", "-X/tmp/log@example.com", "--help@example.com"])
    func anAddressThatLooksLikeAnOptionIsRefused(_ address: String) async throws {
        #expect(try await failure { _ = try MailAddress(address) }.code == .invalidAddress)
    }

    @Test(arguments: [
        String(repeating: "a", count: 65) + "@example.com",
        "ann@" + String(repeating: "a", count: 64) + ".example",
        "ann@" + String(repeating: "abcdefgh.", count: 30) + "example",
    ])
    func anOverlongAddressIsRefused(_ address: String) async throws {
        #expect(try await failure { _ = try MailAddress(address) }.code == .invalidAddress)
    }

    @Test func anInternationalisedDomainBecomesWhatTheDNSHas() throws {
        #expect(try MailAddress("ann@Bücher.example").address == "ann@xn--bcher-kva.example")
    }

    @Test func aRefusedAddressCannotForgeALineOfTheLog() async throws {
        let error = try await failure { _ = try MailAddress("ann\n2026 error@example.com") }
        #expect(!error.description.contains("\n"))
    }

    @Test(arguments: [
        "Bodega <orders@shop.example>", "\"Bodega\" <orders@shop.example>", "Bodega<orders@shop.example>",
    ])
    func aNameAndAnAddressAreReadFromOneText(_ text: String) throws {
        #expect(try MailAddress(parsing: text) == MailAddress("orders@shop.example", name: "Bodega"))
    }

    @Test func anAddressAloneIsReadWithoutAName() throws {
        #expect(try MailAddress(parsing: "orders@shop.example") == MailAddress("orders@shop.example"))
    }
}
