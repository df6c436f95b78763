/// What a struct looks like outside of Swift: the one declaration from which reading, writing,
/// validation, indexes, queries and the API's description follow.
///
/// A schema takes the memberwise initialiser and one ``Field`` for each of its parameters, in order. <doc:WrongSchemas>
/// tells how each mistake in it is found before the first request.
public final class Schema<Root>: Sendable {
    /// The collection's name for documents, else the type's name.
    public let name: String
    /// The type's name, as descriptions call it.
    public let typeName: String
    let fields: [SchemaField<Root>]
    /// Made with the first path into an embedded object: when this schema is made, those may not exist yet.
    let nestedNames = Lazy<NestedNames>()
    @usableFromInline let table: FieldTable
    @usableFromInline let slotsSize: Int
    @usableFromInline let slotsAlignment: Int
    @usableFromInline let assemble: @Sendable (UnsafeMutableRawPointer) -> Root

    /// Declares the schema of a type that is no document of its own.
    ///
    /// - Parameters:
    ///   - initializer: the memberwise initialiser.
    ///   - transient: stored properties without a field, which the initialiser sets by itself.
    ///   - fields: a field for every parameter of the initialiser, in its order. At most 64.
    @inlinable
    public convenience init<each Value: SchemaValue>(
        _ initializer: @escaping @Sendable (repeat each Value) -> Root,
        transient: [PartialKeyPath<Root>] = [],
        @SchemaBuilder<Root> fields: () -> (repeat Field<Root, each Value>)
    ) {
        self.init(TypeName(of: Root.self).short, initializer, transient: transient, fields: fields)
    }

    /// Declares the schema of a document.
    ///
    /// - Parameters:
    ///   - name: the collection of the documents.
    ///   - initializer: the memberwise initialiser.
    ///   - transient: stored properties without a field, which the initialiser sets by itself.
    ///   - fields: a field for every parameter of the initialiser, in its order. At most 64.
    @inlinable
    public convenience init<each Value: SchemaValue>(
        _ name: String,
        _ initializer: @escaping @Sendable (repeat each Value) -> Root,
        transient: [PartialKeyPath<Root>] = [],
        @SchemaBuilder<Root> fields: () -> (repeat Field<Root, each Value>)
    ) {
        let declared = fields()
        var list: [SchemaField<Root>] = []
        var slots = SlotLayout()
        let places = (repeat Slot<each Value>(in: &slots))
        repeat list.append(SchemaField(each declared, offset: (each places).offset))
        self.init(
            name: name, fields: list, transient: transient, slots: slots,
            assemble: { address in
                initializer(repeat (each places).pointer(from: address).move())
            })
    }

    @usableFromInline
    init(
        name: String, fields: [SchemaField<Root>], transient: [PartialKeyPath<Root>], slots: SlotLayout,
        assemble: @escaping @Sendable (UnsafeMutableRawPointer) -> Root
    ) {
        self.typeName = TypeName(of: Root.self).short
        self.name = name
        self.fields = fields
        self.table = FieldTable(
            paths: fields.map(\.path), inputs: fields.map(\.input), outputs: fields.map { $0.outputs[0] },
            outputsForOthers: fields.filter { !$0.isStoredOnly }.flatMap(\.outputs),
            copies: fields.filter { !$0.isStoredOnly }.map(\.copy),
            validations: fields.map(\.validation), fallbacks: fields.map(\.fallback))
        self.slotsSize = slots.size
        self.slotsAlignment = slots.alignment
        self.assemble = assemble
        self.checkFields()
        self.checkProperties(transient: transient)
    }
}

extension Schema {
    /// The names of the fields, in order.
    public var fieldNames: [String] { self.fields.map { $0.name.string } }

    /// The fields with an index of their own, in order.
    public var indexedFields: [(name: String, index: FieldIndex)] {
        self.fields.compactMap { field in field.index.map { (field.name.string, $0) } }
    }
}
