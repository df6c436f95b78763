/// Collects the fields of a ``Schema``, each with its own type.
@resultBuilder
public enum SchemaBuilder<Root> {
    @inlinable
    public static func buildExpression<Value>(_ field: Field<Root, Value>) -> Field<Root, Value> { field }

    @inlinable
    public static func buildBlock<each Value>(
        _ fields: repeat Field<Root, each Value>
    ) -> (repeat Field<Root, each Value>) {
        (repeat each fields)
    }
}
