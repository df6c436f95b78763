import Catalog
import Schemas
import ShopCore

/// Which picture of which product.
struct V1ImagePath: SchemaObject {
    var product: String
    var id: String

    static let schema = Schema(V1ImagePath.init) {
        Field.productName(\V1ImagePath.product)
        Field("image_id", \.id).described("The image's id.").example("507f1f77bcf86cd799439016")
    }
}

/// Which file of which picture.
struct V1ImageFilePath: SchemaObject {
    var id: String
    var size: String

    static let schema = Schema(V1ImageFilePath.init) {
        Field("image_id", \.id).described("The image's id.").example("507f1f77bcf86cd799439016")
        Field("size", \.size).described("`thumb`, `small` or `large`.").example("small")
    }
}

/// What is said of a picture that is uploaded.
struct V1ImageFields: SchemaObject {
    var alt: String?

    static let schema = Schema(V1ImageFields.init) {
        Field("alt", \.alt).length(...ProductRules.longestAlt).described("What it shows, for those who can't see it.")
    }
}

/// Some fields of a picture to be changed.
struct V1ImageChanges: SchemaObject {
    var alt: Patch<String?>
    var position: Patch<Int>

    static let schema = Schema(V1ImageChanges.init) {
        Field("alt", \.alt).length(...ProductRules.longestAlt)
        Field("position", \.position).range(0...)
            .described("From 0; the last place for any that is behind. The others move.").example(.set(0))
    }

    var changes: ImageChanges { ImageChanges(alt: self.alt, position: self.position) }
}
