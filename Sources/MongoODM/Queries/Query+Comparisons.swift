public import Schemas

/// The field holds the value. For an optional, nil also matches documents without the field.
public func == <Root, Value: SchemaValue>(path: KeyPath<Root, Value>, value: Value) -> Query<Root> {
    Query(.field(FieldPath(path), "$eq", value))
}

/// The field holds another value, or none.
public func != <Root, Value: SchemaValue>(path: KeyPath<Root, Value>, value: Value) -> Query<Root> {
    Query(.field(FieldPath(path), "$ne", value))
}

/// The field holds less. Only values of the same BSON type compare.
public func < <Root, Value: SchemaValue>(path: KeyPath<Root, Value>, value: Value) -> Query<Root> {
    Query(.field(FieldPath(path), "$lt", value))
}

/// The field holds the value or less.
public func <= <Root, Value: SchemaValue>(path: KeyPath<Root, Value>, value: Value) -> Query<Root> {
    Query(.field(FieldPath(path), "$lte", value))
}

/// The field holds more.
public func > <Root, Value: SchemaValue>(path: KeyPath<Root, Value>, value: Value) -> Query<Root> {
    Query(.field(FieldPath(path), "$gt", value))
}

/// The field holds the value or more.
public func >= <Root, Value: SchemaValue>(path: KeyPath<Root, Value>, value: Value) -> Query<Root> {
    Query(.field(FieldPath(path), "$gte", value))
}

extension Query {
    /// The field holds one of the values.
    public static func isIn<Value: SchemaValue>(_ path: KeyPath<Root, Value>, _ values: [Value]) -> Query {
        Query(.field(FieldPath(path), "$in", values))
    }

    /// The field holds none of the values, or there is no such field.
    public static func isNotIn<Value: SchemaValue>(_ path: KeyPath<Root, Value>, _ values: [Value]) -> Query {
        Query(.field(FieldPath(path), "$nin", values))
    }

    /// The document has the field, null included, or has not.
    public static func exists(_ path: PartialKeyPath<Root>, _ exists: Bool = true) -> Query {
        Query(.field(FieldPath(path), "$exists", exists))
    }
}
