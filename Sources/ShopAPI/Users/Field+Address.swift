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

/// The fields of an address as it is entered, wherever one is.
extension Field where Value == String {
    static func fullName(_ path: any KeyPath<Root, String> & Sendable) -> Field {
        Field("full_name", path).addressLine().example("John Doe")
    }

    static func addressLine1(_ path: any KeyPath<Root, String> & Sendable) -> Field {
        Field("address_line1", path).addressLine().example("Hauptstr. 5")
    }

    static func city(_ path: any KeyPath<Root, String> & Sendable) -> Field {
        Field("city", path).addressLine().example("Berlin")
    }

    static func postalCode(_ path: any KeyPath<Root, String> & Sendable) -> Field {
        Field("postal_code", path).postalCode().example("10115")
    }

    static func country(_ path: any KeyPath<Root, String> & Sendable) -> Field {
        Field("country", path).country().example("DE")
    }
}

extension Field where Value == String? {
    static func addressLine2(_ path: any KeyPath<Root, String?> & Sendable) -> Field {
        Field("address_line2", path).addressLine()
    }

    static func state(_ path: any KeyPath<Root, String?> & Sendable) -> Field { Field("state", path).addressLine() }

    static func phone(_ path: any KeyPath<Root, String?> & Sendable) -> Field {
        Field("phone", path).phoneNumber().example("+49 30 1234567")
    }
}
