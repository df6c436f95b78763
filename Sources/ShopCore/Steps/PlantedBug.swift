#if DEBUG
import FoundationEssentials

/// A mistake that a debug build makes on demand, so that those who look for mistakes can show that they find it.
package enum PlantedBug: String {
    /// The inventory is lowered also where too little is left.
    case unconditionalDecrement = "unconditional-decrement"
    /// Every request with a key is taken for a new one.
    case keysIgnored = "keys-ignored"
    /// The welcome of an account is a job before the account is there, not with it.
    case welcomeBeforeCommit = "welcome-before-commit"
    /// A visitor's cart stays when it was added to a user's.
    case cartsMergedAgain = "carts-merged-again"
    /// What was paid for an order that is over is not given back.
    case lateMoneyKept = "late-money-kept"
    /// Of changes that have committed together, one is made again.
    case groupMemberRepeated = "group-member-repeated"
    /// Of changes that travel together, two are given each other's outcome.
    case groupOutcomesExchanged = "group-outcomes-exchanged"

    /// The one that the environment variable `BODEGA_BUG` asks for.
    package static let present = ProcessInfo.processInfo.environment["BODEGA_BUG"].flatMap(Self.init)
}
#endif
