import BSON
import FoundationEssentials
import MongoODM

/// A step of the use of a coupon as a value: it reads nothing before, so it may be run alone, with others in a transaction,
/// or again.
enum CouponStatement {
    /// Notes that an order uses a coupon. What it finds is the note of before: if there is one, there is nothing to do.
    static func begin(
        _ orderID: ObjectID, of couponID: ObjectID, by holder: CouponHolder
    ) -> Statement<CouponUse> {
        Statement(
            \.id == orderID,
            .updates([
                .setOnInsert(\.couponID, couponID), .setOnInsert(\.state, .used), .setOnInsert(\.at, .now),
                .setOnInsert(\.counter, CouponUser.id(of: couponID, holder)),
            ]), upsert: true, returning: .before)
    }

    /// Notes that a use is counted elsewhere. It finds the note of before, or none where the order uses no coupon, or its use is
    /// counted there already.
    static func pass(_ orderID: ObjectID, to counter: String) -> Statement<CouponUse> {
        Statement(
            \.id == orderID && \.state == .used && \.counter != counter, .updates([.set(\.counter, counter)]),
            returning: .before)
    }

    /// Notes that an order uses its coupon no longer. It finds nothing where it uses none, or did so before.
    static func end(_ orderID: ObjectID) -> Statement<CouponUse> {
        Statement(\.id == orderID && \.state == .used, .set(\.state, .givenBack))
    }

    /// Counts one use more by somebody. What it finds says how many there are then; the transaction must be given up where that
    /// is too many.
    static func count(_ couponID: ObjectID, by holder: CouponHolder) -> Statement<CouponUser> {
        let name: Update<CouponUser> =
            holder.guest.map { .setOnInsert(\.guest, $0) } ?? .setOnInsert(\.userID, holder.userID)
        return Statement(
            \.id == CouponUser.id(of: couponID, holder), .updates([.inc(\.uses, 1), name]), upsert: true)
    }

    /// Counts one use less by somebody.
    ///
    /// - Parameter counter: the identifier of the ``CouponUser``.
    static func uncount(by counter: String) -> Statement<CouponUser> {
        Statement(\.id == counter && \.uses > 0, .inc(\.uses, -1))
    }

    /// Counts one use more. It finds no coupon where none is left, or it is gone.
    static func count(_ couponID: ObjectID) -> Statement<Coupon> {
        let isLeft: BSONDocument = [
            "$or": [["max_uses": nil], ["$expr": ["$lt": ["$uses", "$max_uses"]]]]
        ]
        return Statement(\.id == couponID && .raw(isLeft), .inc(\.uses, 1))
    }

    /// Counts one use less.
    static func uncount(_ couponID: ObjectID) -> Statement<Coupon> {
        Statement(\.id == couponID && \.uses > 0, .inc(\.uses, -1))
    }
}
