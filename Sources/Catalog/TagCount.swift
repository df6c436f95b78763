public import Schemas

/// A tag, and how many active products have it.
public struct TagCount: SchemaObject {
    public var name: String
    public var count: Int

    public static let schema = Schema(TagCount.init) {
        Field("_id", \.name)
        Field("count", \.count)
    }
}
