import Schemas

/// A tag in `/api/v1`.
struct V1Tag: SchemaObject {
    var name: String
    var count: Int

    static let schema = Schema(V1Tag.init) {
        Field("name", \.name).example("led")
        Field("count", \.count).described("How many active products have it.").example(3)
    }
}
