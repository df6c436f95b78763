import BSON
public import Schemas

/// One change of an update, typed by the properties that it changes.
///
/// ```swift
/// try await products.updateOne(\.id == id && \.inventory >= 2, .inc(\.inventory, -2))
/// ```
public struct Update<Root: SchemaObject>: Sendable {
    /// The operator, for example `$set`.
    let name: String
    let path: FieldPath
    let value: any SchemaValue

    init(_ name: String, _ path: FieldPath, _ value: any SchemaValue) {
        self.name = name
        self.path = path
        self.value = value
    }

    /// Sets a field.
    public static func set<Value: SchemaValue>(_ path: KeyPath<Root, Value>, _ value: Value) -> Update {
        Update("$set", FieldPath(path), value)
    }

    /// Sets a field if the update inserts the document.
    public static func setOnInsert<Value: SchemaValue>(_ path: KeyPath<Root, Value>, _ value: Value) -> Update {
        Update("$setOnInsert", FieldPath(path), value)
    }

    /// Removes a field.
    public static func unset<Value: SchemaValue>(_ path: KeyPath<Root, Value?>) -> Update {
        Update("$unset", FieldPath(path), "")
    }

    /// Adds to a number; a negative amount subtracts.
    public static func inc<Value: SchemaValue & AdditiveArithmetic>(
        _ path: KeyPath<Root, Value>, _ amount: Value
    ) -> Update {
        Update("$inc", FieldPath(path), amount)
    }

    /// Appends to an array.
    public static func push<Element: SchemaValue>(
        _ path: KeyPath<Root, [Element]>, _ element: Element
    ) -> Update {
        Update("$push", FieldPath(path), element)
    }

    /// Removes the elements of an array that fulfil a condition.
    public static func pull<Element: SchemaObject>(
        _ path: KeyPath<Root, [Element]>, where condition: Query<Element>
    ) -> Update {
        Update("$pull", FieldPath(path), EncodedCondition(condition: condition.condition))
    }

    /// Adds to a number of the array element that the query's ``Query/any(_:_:)`` matched first.
    public static func incMatched<Element: SchemaObject, Value: SchemaValue & AdditiveArithmetic>(
        _ array: KeyPath<Root, [Element]>, _ path: KeyPath<Element, Value>, _ amount: Value
    ) -> Update {
        Update("$inc", FieldPath(FieldPath(array), ".$.", FieldPath(path)), amount)
    }
}

/// A condition as the value of an update operator.
private struct EncodedCondition: SchemaValue {
    let condition: Condition

    static func read(from reader: any ValueReader) throws(Rejected) -> EncodedCondition {
        throw reader.reject("condition", "Conditions are written, never read")
    }

    func write(to writer: any ValueWriter) {
        guard let writer = writer as? BSONWriter else { return }
        writer.beginObject()
        self.condition.writeFields(to: writer)
        writer.endObject()
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}

extension Update {
    /// The update as MongoDB reads it: the changes by operator.
    ///
    /// - Throws: ``MongoError`` with the code `invalidQuery`.
    static func encoded(_ updates: [Update], for operation: Operation) throws -> BSONDocument {
        var names: [String] = []
        for update in updates {
            guard update.path.isKnown else { throw MongoError(.invalidQuery, operation, detail: update.path.name) }
            if !names.contains(update.name) { names.append(update.name) }
        }
        let writer = BSONWriter()
        for name in names {
            writer.key(name)
            writer.beginObject()
            for update in updates where update.name == name {
                writer.key(update.path.name)
                update.value.write(to: writer)
            }
            writer.endObject()
        }
        return try writer.finish(for: operation)
    }
}
