public import BSON
public import Schemas

/// A struct that is stored as a document of its own, in the collection that its schema names.
///
/// ```swift
/// struct Product: Document {
///     var id = ObjectID()
///     var name: String
///     var slug: String
///
///     static let schema = Schema("products", Product.init) {
///         Field("_id", \.id)
///         Field("name", \.name)
///         Field("slug", \.slug).unique()
///     }
/// }
/// ```
public protocol Document: SchemaObject {
    /// The type of the primary key. `_id` must be one of the schema's fields.
    associatedtype ID: SchemaValue & Hashable = ObjectID

    /// The primary key.
    var id: ID { get }

    /// Indexes of more than one field; those of a single field are declared on the field.
    static var indexes: [Index<Self>] { get }
}

extension Document {
    public static var indexes: [Index<Self>] { [] }
}
