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

    /// Fields that are stored beside those of the schema, to be searched and not to be read.
    static var derivedFields: [DerivedField<Self>] { get }

    // MARK: Hooks

    /// Comes before the document is stored first, and may still change it.
    ///
    /// The hooks of a document run where the program has the document in its hands: ``Repository/create(_:in:)``,
    /// ``Repository/createMany(_:in:)``, ``Repository/update(_:in:)`` and the deletion of a document. Changes by
    /// a query happen in the server and run none. An error thrown here stops the operation.
    mutating func willCreate() throws
    /// Comes after the document was stored first; in a transaction, before its end.
    func didCreate() async
    /// Comes before the document is stored again, and may still change it.
    mutating func willUpdate() throws
    /// Comes after the document was stored again.
    func didUpdate() async
    /// Comes before the document is deleted.
    func willDelete() throws
    /// Comes after the document was deleted.
    func didDelete() async
}

extension Document {
    public static var indexes: [Index<Self>] { [] }
    public static var derivedFields: [DerivedField<Self>] { [] }

    public mutating func willCreate() throws {}
    public func didCreate() async {}
    public mutating func willUpdate() throws {}
    public func didUpdate() async {}
    public func willDelete() throws {}
    public func didDelete() async {}
}
