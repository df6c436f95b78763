public import BSON
public import FoundationEssentials
public import Schemas

/// What a coupon takes off, of what, when, and how often.
public struct CouponTerms: Hashable, Sendable {
    public var id: ObjectID
    /// As it is shown; letter case makes no other code.
    public var code: String
    public var kind: Kind
    /// Percent, or an amount; nil where it is the shipping that costs nothing.
    public var value: ExactDecimal?
    /// What the lines must come to.
    public var minimum: Money?
    /// The first moment at which it counts; nil for always before its end.
    public var startsAt: Date?
    /// The first moment at which it no longer does; nil for never.
    public var endsAt: Date?
    /// The categories whose lines it is for; none where it is for all lines.
    public var categories: [ObjectID]
    /// How many orders of one user may use it; nil for any number.
    public var maximumUsesPerUser: Int?

    public enum Kind: String, SchemaEnum {
        case percentage
        case fixed
        case freeShipping = "free_shipping"
    }

    public init(
        id: ObjectID = ObjectID(), code: String, kind: Kind, value: ExactDecimal? = nil, minimum: Money? = nil,
        startsAt: Date? = nil, endsAt: Date? = nil, categories: [ObjectID] = [], maximumUsesPerUser: Int? = nil
    ) {
        self.id = id
        self.code = code
        self.kind = kind
        self.value = value
        self.minimum = minimum
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.categories = categories
        self.maximumUsesPerUser = maximumUsesPerUser
    }

    /// Whether it is for a line.
    func covers(_ line: PricingLine) -> Bool {
        self.categories.isEmpty || line.categories.contains { self.categories.contains($0) }
    }
}
