public import BSON

/// Which of the active products to list. What is nil leaves none out.
public struct ProductFilter: Hashable, Sendable {
    /// The words that the name, the tags or the description have, in any order.
    public var text: String?
    /// The id, the slug or the name of the category that they are in, or in a part of.
    public var category: String?
    public var isFeatured: Bool?
    /// Who sells them.
    public var vendor: ObjectID?
    /// Whether those come first that have the words of the text best, and not the newest.
    public var isByRelevance = false

    public init(
        text: String? = nil, category: String? = nil, isFeatured: Bool? = nil, vendor: ObjectID? = nil,
        isByRelevance: Bool = false
    ) {
        // An empty text is in all of them.
        self.text = text.flatMap { $0.isEmpty ? nil : $0 }
        self.category = category
        self.isFeatured = isFeatured
        self.vendor = vendor
        self.isByRelevance = isByRelevance && self.text != nil
    }
}
