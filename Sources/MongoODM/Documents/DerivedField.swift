public import BSON
public import Schemas

/// A stored field that is computed from the rest of its document, for queries and indexes alone.
///
/// ```swift
/// struct Person: Document {
///     …
///     static let initials = DerivedField<Person>("initials") { $0.names.compactMap(\.first).map(String.init) }
///     static let derivedFields = [initials]
///     static let indexes = [Index<Person>(.ascending(initials))]
/// }
/// let found = try await people.find(.has(Person.initials, "K"))
/// ```
/// It is no property: it is written wherever a whole document is, and never read, nor part of the model's JSON. An
/// update of single fields does not know what else follows from them: ``Update/set(_:of:)`` belongs beside them. A
/// counter is one, too: the document says where it begins, and updates raise it.
public struct DerivedField<Model: SchemaObject>: Sendable {
    let path: FieldPath
    let value: @Sendable (Model) -> any SchemaValue

    /// - Parameters:
    ///   - name: the name in documents, which none of the schema's fields has.
    ///   - value: computes it.
    public init<Value: SchemaValue>(_ name: String, _ value: @escaping @Sendable (Model) -> Value) {
        self.path = FieldPath(name: name)
        self.value = value
    }

    /// Writes the field, as it follows from a document, into the object that the writer is in.
    public func write(of model: Model, to writer: BSONWriter) {
        writer.key(self.path.name)
        self.value(model).write(to: writer)
    }
}

extension Query {
    /// The derived array has the element.
    public static func has(_ field: DerivedField<Root>, _ element: some SchemaValue) -> Query {
        Query(.field(field.path, "$eq", element))
    }

    /// The derived array has one of the elements, or several.
    public static func has(_ field: DerivedField<Root>, anyOf elements: [some SchemaValue]) -> Query {
        Query(.field(field.path, "$in", elements))
    }

    /// The derived text, or an element of the derived array, begins with a text, in the same letter case, which an index can
    /// find.
    public static func begins(_ field: DerivedField<Root>, with text: String) -> Query {
        Query(.field(field.path, "$regex", BSONValue.regex(pattern: "^" + self.literalPattern(text), options: "")))
    }

    /// The derived array has the element, or the document lacks the field, because it was stored by another program or
    /// before the field was declared.
    public static func mayHave(_ field: DerivedField<Root>, _ element: some SchemaValue) -> Query {
        Query(.field(field.path, "$in", [BSONValue(encoding: element), .null]))
    }

    /// The document lacks the field.
    public static func lacks(_ field: DerivedField<Root>) -> Query {
        Query(.field(field.path, "$eq", BSONValue.null))
    }
}

extension Update {
    /// Sets a derived field to what follows from a document, which is the one that the update makes.
    public static func set(_ field: DerivedField<Root>, of model: Root) -> Update {
        Update("$set", field.path, field.value(model))
    }

    /// Sets a derived field to what follows from a part of the document.
    public static func set(_ field: DerivedField<Root>, to value: some SchemaValue) -> Update {
        Update("$set", field.path, value)
    }

    /// Adds to a derived number, which counts as 0 where it is lacking.
    public static func inc(_ field: DerivedField<Root>, _ amount: Int) -> Update {
        Update("$inc", field.path, amount)
    }

    /// Removes a derived field.
    public static func unset(_ field: DerivedField<Root>) -> Update {
        Update("$unset", field.path, "")
    }
}

extension AggregationExpression {
    /// A derived field of the documents.
    public static func field<Model>(_ field: DerivedField<Model>) -> AggregationExpression {
        AggregationExpression(.string("$" + field.path.name))
    }
}

extension Pipeline {
    /// Sets derived fields to what follows from a document, which is the one that the update makes.
    public func set<Model>(_ fields: [DerivedField<Model>], of model: Model) -> Pipeline {
        fields.reduce(self) { $0.set($1, .value($1.value(model))) }
    }

    /// Sets a derived field of the documents.
    public func set<Model>(_ field: DerivedField<Model>, _ value: AggregationExpression) -> Pipeline {
        self.set([field.path.name: value])
    }
}

extension Sort {
    /// The smallest first.
    public static func ascending(_ field: DerivedField<Root>) -> Sort { Sort(field.path, .ascending) }

    /// The largest first.
    public static func descending(_ field: DerivedField<Root>) -> Sort { Sort(field.path, .descending) }
}

extension Document {
    /// What leaves out the derived fields, which no model reads; nil when there are none.
    static var projectionWithoutDerived: BSONDocument? {
        let fields = Self.derivedFields
        return fields.isEmpty ? nil : BSONDocument(fields.map { ($0.path.name, .int32(0)) })
    }
}
