public import BSON
public import Schemas

/// A picture of a product that somebody uploaded. Its place among the others is that in the list.
public struct ProductImage: SchemaObject, Hashable {
    public var id = ObjectID()
    /// What it shows, for those who can't see it.
    public var alt: String?

    public static let schema = Schema(ProductImage.init) {
        Field("_id", \.id)
        Field("alt", \.alt, default: nil)
    }
}

/// The sizes in which a picture is kept.
public enum ImageSize: String, CaseIterable, Sendable {
    case thumb, small, large

    /// How long the longer side is, in pixels, unless the picture is smaller.
    public var side: Int {
        switch self {
        case .thumb: 160
        case .small: 640
        case .large: 1_600
        }
    }
}

/// What a client wants changed of a picture.
public struct ImageChanges: Sendable {
    public var alt: Patch<String?>
    /// Its place among the others, from 0; the last one for any that is behind.
    public var position: Patch<Int>

    public init(alt: Patch<String?>, position: Patch<Int>) {
        self.alt = alt
        self.position = position
    }
}

/// A picture as it is shown, with its product.
public struct ListedImage: Sendable {
    public let image: ProductImage
    /// From 0.
    public let position: Int
    public let productID: ObjectID

    init?(_ id: ObjectID, of product: Product) {
        guard let position = product.images.firstIndex(where: { $0.id == id }) else { return nil }
        self.init(product.images[position], at: position, of: product)
    }

    init(_ image: ProductImage, at position: Int, of product: Product) {
        self.image = image
        self.position = position
        self.productID = product.id
    }
}
