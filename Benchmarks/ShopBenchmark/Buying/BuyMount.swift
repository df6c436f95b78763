import ArgumentParser

/// By which presentation of the shop customers buy.
enum BuyMount: String, ExpressibleByArgument {
    /// Ordered, then confirmed.
    case root
    /// Ordered with a card, then looked at until it is paid.
    case v1
}
