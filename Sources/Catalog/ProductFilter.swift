public import BSON

/// Which of the active products to list. What is nil leaves none out.
public struct ProductFilter: Hashable, Sendable {
    /// What the name or the category has somewhere in it, in any letter case.
    public var text: String?
    /// The id, the slug or the name of the category that they are in, or in a part of.
    public var category: String?
    public var isFeatured: Bool?
    /// Who sells them.
    public var vendor: ObjectID?

    public init(
        text: String? = nil, category: String? = nil, isFeatured: Bool? = nil, vendor: ObjectID? = nil
    ) {
        // An empty text is in all of them.
        self.text = text.flatMap { $0.isEmpty ? nil : $0 }
        self.category = category
        self.isFeatured = isFeatured
        self.vendor = vendor
    }
}
