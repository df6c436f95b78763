import MongoODM

/// A step of a cart as a value: what must hold of its lines, and what becomes of them. It reads nothing before, so it may be
/// run alone, with others in a transaction, or again.
///
/// If it finds no cart, nothing was changed: the owner has none, or its lines are not so.
struct CartStatement: Sendable {
    let owner: CartOwner
    /// What must hold besides whose cart it is.
    let condition: Query<Cart>
    let change: Statement<Cart>.Change
    /// Whether a user without a cart gets one.
    var makesCart = false
    var returning = ReturnedDocument.after

    /// Sets the quantity of a line, and the price that was seen.
    ///
    /// It finds no cart where there is no such line, or the lines would hold more.
    ///
    /// - Parameter most: how many all lines of the product may hold then; nil for any number.
    static func set(_ item: CartItem, ofAtMost most: Int?, for owner: CartOwner) -> CartStatement {
        var condition: Query<Cart> = .any(\.items, CartRepository.lines(of: item))
        if let most { condition = condition && Self.holds(item, upTo: most - item.quantity, other: true) }
        return CartStatement(
            owner: owner, condition: condition,
            change: .updates([
                .matched(\.items, .set(\.quantity, item.quantity)),
                .matched(\.items, .set(\.seenPrice, item.seenPrice)),
            ]))
    }

    /// Puts other lines in place of those that are there.
    static func replace(_ items: [CartItem], of owner: CartOwner) -> CartStatement {
        CartStatement(owner: owner, condition: .all, change: .updates([.set(\.items, items)]))
    }

    /// Removes lines. It finds no cart where there are none of them.
    static func remove(_ lines: Query<CartItem>, of owner: CartOwner) -> CartStatement {
        CartStatement(
            owner: owner, condition: .any(\.items, lines), change: .updates([.pull(\.items, where: lines)]))
    }

    /// Sets the code of the coupon, or removes it. Where there is none to remove, it finds no cart.
    static func setCoupon(_ code: String?, of owner: CartOwner) -> CartStatement {
        CartStatement(
            owner: owner, condition: code == nil ? \.coupon != nil : .all,
            change: .updates([code.map { .set(\.coupon, $0) } ?? .unset(\.coupon)]))
    }

    /// Removes all lines and the coupon. It finds no cart where there is nothing.
    static func clear(_ owner: CartOwner) -> CartStatement {
        CartStatement(
            owner: owner, condition: .hasElement(\.items, at: 0) || \.coupon != nil, change: Self.emptying)
    }

    /// Takes all lines and the coupon out of a cart: what it finds is the cart with them. It finds none where there are
    /// no lines.
    static func takeItems(of owner: CartOwner) -> CartStatement {
        CartStatement(
            owner: owner, condition: .hasElement(\.items, at: 0), change: Self.emptying, returning: .before)
    }

    private static let emptying = Statement<Cart>.Change.updates([.set(\.items, []), .unset(\.coupon)])
}
