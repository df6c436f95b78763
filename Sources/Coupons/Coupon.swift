public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// A code that lowers what an order costs.
public struct Coupon: Document {
    public var id = ObjectID()
    /// As ``CouponCode/normalized(_:)`` gives it.
    public var code: String
    public var kind: CouponTerms.Kind
    /// Percent, or an amount; nil where it is the shipping that costs nothing.
    public var value: ExactDecimal?
    /// What the lines of an order must come to.
    public var minimum: Money?
    /// The first moment at which it counts; nil for always before its end.
    public var startsAt: Date?
    /// The first moment at which it no longer does; nil for never.
    public var endsAt: Date?
    /// How many orders may use it; nil for any number.
    public var maximumUses: Int?
    /// How many orders of one user may; nil for any number.
    public var maximumUsesPerUser: Int?
    /// The categories whose products it is for, those in them included; none where it is for all.
    public var categories: [ObjectID] = []
    /// How many orders use it: those that have failed or were cancelled don't.
    public var uses = 0
    public var createdAt = Date.now
    /// How often it was changed or used.
    public var revision = 0

    public static let schema = Schema("coupons", Coupon.init) {
        Field("_id", \.id)
        Field("code", \.code).unique()
        Field("type", \.kind)
        Field("value", \.value)
        Field("min_total", \.minimum)
        Field("starts_at", \.startsAt)
        Field("ends_at", \.endsAt)
        Field("max_uses", \.maximumUses)
        Field("max_uses_per_user", \.maximumUsesPerUser)
        Field("categories", \.categories, default: [])
        Field("uses", \.uses, default: 0)
        Field("created_at", \.createdAt, default: .now)
        Field("revision", \.revision, default: 0).revision()
    }

    /// All, the newest first.
    public static let indexes = [Index<Coupon>(.descending(\.createdAt), .descending(\.id))]

    var terms: CouponTerms {
        CouponTerms(
            id: self.id, code: self.code, kind: self.kind, value: self.value, minimum: self.minimum,
            startsAt: self.startsAt, endsAt: self.endsAt, categories: self.categories,
            maximumUsesPerUser: self.maximumUsesPerUser)
    }

    /// Whether no order may use it any more.
    var isUsedUp: Bool { self.maximumUses.map { self.uses >= $0 } ?? false }
}

/// The text by which a coupon is called.
package enum CouponCode {
    /// How long it may be.
    package static let longest = 40

    /// The form in which it is kept: letter case and blanks around it make no other code.
    ///
    /// - Returns: nil when no coupon can be called so.
    package static func normalized(_ text: String) -> String? {
        let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        let code = String(trimmed)
        guard !code.isEmpty, code.utf8.count <= self.longest, self.isPlain(code) else { return nil }
        return code.uppercased()
    }

    /// Whether a text has no other signs than the letters and digits of ASCII, `-` and `_`.
    package static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
