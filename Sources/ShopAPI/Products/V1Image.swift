import BSON
import Catalog
import RouteKit
import Schemas
import ShopCore

/// A picture of a product in `/api/v1`.
struct V1Image: SchemaObject {
    var id: ObjectID?
    var alt: String?
    var position: Int
    var urls: V1ImageAddresses

    static let schema = Schema(V1Image.init) {
        Field("id", \.id).described("Null for one that was not uploaded.")
        Field("alt", \.alt).described("What it shows, for those who can't see it.").example("The lamp, switched on")
        Field("position", \.position).described("From 0.").example(0)
        Field("urls", \.urls)
    }
}

/// Where the sizes of a picture are.
struct V1ImageAddresses: SchemaObject {
    var thumb: String
    var small: String
    var large: String

    static let schema = Schema(V1ImageAddresses.init) {
        Field("thumb", \.thumb).described("WebP, the longer side 160 pixels at most.")
            .example("/api/v1/images/507f1f77bcf86cd799439016/thumb")
        Field("small", \.small).described("WebP, the longer side 640 pixels at most.")
            .example("/api/v1/images/507f1f77bcf86cd799439016/small")
        Field("large", \.large).described("WebP, the longer side 1600 pixels at most.")
            .example("/api/v1/images/507f1f77bcf86cd799439016/large")
    }
}

extension V1Image {
    init(_ listed: ListedImage) {
        let id = listed.image.id
        self.init(
            id: id, alt: listed.image.alt, position: listed.position,
            urls: V1ImageAddresses(
                thumb: Self.address(id, .thumb), small: Self.address(id, .small), large: Self.address(id, .large)))
    }

    /// The uploads of a product, then what is elsewhere.
    static func all(of product: Product) -> [V1Image] {
        product.listedImages.map { V1Image($0) }
            + product.imageAddresses.enumerated().map { offset, address in
                V1Image(
                    id: nil, alt: nil, position: product.images.count + offset,
                    urls: V1ImageAddresses(thumb: address, small: address, large: address))
            }
    }

    /// The address of the picture that stands for a product.
    static func first(of product: Product) -> String? {
        Self.first(product.images.first?.id, or: product.image)
    }

    /// The address of an upload, else the one that was given.
    static func first(_ picture: ObjectID?, or address: String?) -> String? {
        picture.map { Self.address($0, .large) } ?? address
    }

    private static func address(_ id: ObjectID, _ size: ImageSize) -> String {
        "\(Mount.v1.path)/images/\(id.hexString)/\(size.rawValue)"
    }
}
