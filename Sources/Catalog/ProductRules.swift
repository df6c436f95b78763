import BSON
package import ShopCore

/// The limits that drafts and changes share.
package enum ProductRules {
    package static let productIDs = 1...2_147_483_647
    package static let longestName = 200
    package static let longestDescription = 10_000
    package static let longestURL = 2048
    /// A full cart of the dearest product still fits into 64 bits of cents.
    package static let highestPrice = Money(minorUnits: 99_999_999_999)
    /// In grams.
    package static let highestWeight = 100_000_000
    package static let perOrder = 1...1000
    package static let inventories = 0...1_000_000_000
    package static let mostVariants = 100
    package static let mostImages = 20
    package static let longestAlt = 300
    package static let longestSKU = 100
    package static let optionCounts = 1...5
    package static let longestOptionName = 50
    package static let longestOptionValue = 100
    package static let slugPattern = "^[a-z0-9]+(-[a-z0-9]+)*$"

    /// Whether a text is lower-case words of letters and digits, joined by single hyphens.
    package static func isSlug(_ text: String) -> Bool {
        let words = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return words.allSatisfy { word in
            !word.isEmpty && word.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        }
    }

    /// Whether a text can be the name of an option: documents have it as a key, and questions behind `option.`.
    package static func isOptionName(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.count <= Self.longestOptionName && !text.hasPrefix("$")
            && text.first?.isWhitespace == false && text.last?.isWhitespace == false
            && text.unicodeScalars.allSatisfy { $0 != "." && $0.properties.generalCategory != .control }
    }

    /// What is something else than a product behind `/products/`.
    private static let takenWords: Set = ["featured", "search", "suggest"]

    /// Whether a slug can be told from a number, from an id and from what else has a place beside the products.
    package static func isTelling(slug: String) -> Bool {
        !Self.takenWords.contains(slug) && !slug.utf8.allSatisfy { (0x30...0x39).contains($0) } && ObjectID(slug) == nil
    }
}
