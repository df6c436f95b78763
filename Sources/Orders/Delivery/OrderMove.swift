public import ShopCore

/// Where an order is to be taken to by hand.
public struct OrderMove: Sendable {
    public var stage: OrderStage
    /// What the buyer is to know about it; nil for nothing.
    public var note: String?
    /// Where the parcel can be looked for; nil for what is known already.
    public var tracking: Tracking?
    /// Who answers for it.
    public var author: Author

    public init(to stage: OrderStage, note: String?, tracking: Tracking?, by author: Author) {
        self.stage = stage
        self.note = note
        self.tracking = tracking
        self.author = author
    }
}
