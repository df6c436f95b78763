// Without these the compiler has no sentence for fields of other types than the initialiser's parameters.
extension Schema {
    /// What the compiler chooses, and refuses, when the fields do not fit.
    @_disfavoredOverload
    @available(
        *, unavailable,
        message:
            "the fields don't fit the initialiser's parameters: one is missing, there twice, of another type or in another place"
    )
    public convenience init<each Parameter, each Value: SchemaValue>(
        _ name: String, _ initializer: @escaping @Sendable (repeat each Parameter) -> Root,
        transient: [PartialKeyPath<Root>] = [],
        @SchemaBuilder<Root> fields: () -> (repeat Field<Root, each Value>)
    ) { fatalError("does not compile") }

    /// What the compiler chooses, and refuses, when the fields do not fit.
    @_disfavoredOverload
    @available(
        *, unavailable,
        message:
            "the fields don't fit the initialiser's parameters: one is missing, there twice, of another type or in another place"
    )
    public convenience init<each Parameter, each Value: SchemaValue>(
        _ initializer: @escaping @Sendable (repeat each Parameter) -> Root,
        transient: [PartialKeyPath<Root>] = [],
        @SchemaBuilder<Root> fields: () -> (repeat Field<Root, each Value>)
    ) { fatalError("does not compile") }
}
