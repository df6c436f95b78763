import BSON
import Schemas

/// How text is compared and sorted. <https://www.mongodb.com/docs/manual/reference/collation/>
public struct Collation: Hashable, Sendable {
    /// What makes two texts different.
    public enum Strength: Int, Sendable {
        /// Letters: `a`, `A` and `á` are the same.
        case letters = 1
        /// Letters and accents: `a` and `A` are the same.
        case accents = 2
        /// Letters, accents and letter case.
        case letterCase = 3
    }

    /// The language's rules, for example `en`, or `simple` for the bytes.
    public var locale: String
    public var strength: Strength
    /// Whether digits are compared as numbers, so that 10 follows 9.
    public var ordersNumbers: Bool

    public init(locale: String, strength: Strength = .letterCase, ordersNumbers: Bool = false) {
        self.locale = locale
        self.strength = strength
        self.ordersNumbers = ordersNumbers
    }

    var document: BSONDocument {
        [
            "locale": .string(self.locale), "strength": .int32(Int32(self.strength.rawValue)),
            "numericOrdering": .bool(self.ordersNumbers),
        ]
    }
}
