import Testing

@testable import ShopCore

/// The postal codes of countries.
@Suite struct PostalCodeTests {
    @Test(arguments: [
        ("US", ["10001", "10001-1234", "100011234"], ["1000", "100012", "ABCDE", "10001-12", "10001 1234"]),
        ("DE", ["10115"], ["1011", "101156", "D-10115", "१०११५"]),
        ("JP", ["100-0001", "1000001"], ["100-001", "100 0001"]), ("IN", ["110001", "110 001"], ["11000"]),
        ("BR", ["01310-100", "01310100"], ["01310-10"]),
        ("GB", ["SW1A 1AA", "sw1a1aa", "M1 1AE"], ["SW1A", "1AA SW1A"]),
        ("IR", ["1234567890", "12345-67890"], ["12345"]), ("EG", ["11511", "1151101"], ["115110"]),
        // Where no form is known.
        ("IE", ["D02 AF30", "x", "-"], []), ("XX", ["x"], []),
    ])
    func aCodeIsWrittenAsItsCountryDoes(country: String, possible: [String], impossible: [String]) {
        for text in possible { #expect(PostalCode.isPossible(text, in: country), "\(text)") }
        for text in impossible { #expect(!PostalCode.isPossible(text, in: country), "\(text)") }
    }

    @Test func theExampleOfACountryIsPossible() throws {
        for country in Country.codes {
            guard let example = PostalCode.example(of: country) else { continue }
            #expect(PostalCode.isPossible(example, in: country), "\(country) \(example)")
        }
        #expect(Country.codes.count { PostalCode.example(of: $0) != nil } == 20)
    }
}
