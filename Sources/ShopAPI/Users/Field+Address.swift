import Schemas
import ShopCore

extension Field where Value.Constrained == String {
    /// A line of an address.
    func addressLine() -> Self { self.length(1...100).notBlank().onOneLine() }

    /// A code as people write it; whether a country has such codes is another question.
    func postalCode() -> Self { self.length(1...20).notBlank().onOneLine() }

    func country() -> Self {
        self.described("ISO 3166-1 alpha-2, in any letter case.")
            .constrained(
                by: Constraint(keywords: ["pattern": "^[A-Za-z]{2}$"]) { text in
                    guard !Country.isCode(text) else { return nil }
                    return Violation(
                        code: "country",
                        message: "Input should be a country's code of two letters (ISO 3166-1 alpha-2)")
                })
    }
}

extension Field where Value.Constrained == [String] {
    /// Codes of countries.
    func countries() -> Self {
        self.described("ISO 3166-1 alpha-2, in any letter case.").constrained(
            by: Constraint { codes in
                guard let index = codes.firstIndex(where: { !Country.isCode($0) }) else { return nil }
                return Violation(
                    path: [.index(index)], code: "country",
                    message: "Input should be a country's code of two letters (ISO 3166-1 alpha-2)")
            })
    }
}

extension PostalAddress {
    /// What is wrong with it as a whole; nil if nothing is.
    var violation: Violation? {
        self.postalCodeProblem.map { Violation(path: [.field("postal_code")], code: "postal_code", message: $0) }
    }
}
