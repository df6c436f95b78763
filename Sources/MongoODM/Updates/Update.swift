public import BSON
public import FoundationEssentials
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
    /// Which elements of an array a path with `$[name]` means: the name, and the condition on them.
    var filter: ArrayFilter?

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

    /// Multiplies a number.
    public static func mul<Value: SchemaValue & AdditiveArithmetic>(
        _ path: KeyPath<Root, Value>, by factor: Value
    ) -> Update {
        Update("$mul", FieldPath(path), factor)
    }

    /// Sets a field if the value is smaller than its own.
    public static func min<Value: SchemaValue>(_ path: KeyPath<Root, Value>, _ value: Value) -> Update {
        Update("$min", FieldPath(path), value)
    }

    /// Sets a field if the value is larger than its own.
    public static func max<Value: SchemaValue>(_ path: KeyPath<Root, Value>, _ value: Value) -> Update {
        Update("$max", FieldPath(path), value)
    }

    /// Sets a date to the present moment of the server's clock.
    public static func setNow<Value: SchemaValue>(_ path: KeyPath<Root, Value>) -> Update
    where Value.Constrained == Date {
        Update("$currentDate", FieldPath(path), true)
    }

    /// A change written by hand, for what has no typed form: an operator, a dotted path and its value.
    public static func raw(_ name: String, _ path: String, _ value: BSONValue) -> Update {
        Update(name, FieldPath(name: path), value)
    }
}

extension Update {
    /// The update as MongoDB reads it: the changes by operator.
    ///
    /// - Parameter query: what the document to change fulfils.
    /// - Throws: ``MongoError`` with the code `invalidQuery`.
    static func encoded(
        _ updates: [Update], of query: Query<Root>, for operation: Operation
    ) throws -> BSONDocument {
        var names: [String] = []
        for update in updates {
            if let problem = update.problem { throw MongoError(.invalidQuery, operation, detail: problem) }
            if !names.contains(where: { $0.hasSameBytes(as: update.name) }) { names.append(update.name) }
        }
        let writer = operation.writer { query.documentID }
        for name in names {
            writer.key(name)
            writer.beginObject()
            for (index, update) in updates.enumerated() where update.name.hasSameBytes(as: name) {
                writer.key(update.filter.map { _ in update.path.name(filter: index) } ?? update.path.name)
                if update.isEncrypted {
                    writer.writeEncrypted { update.value.write(to: $0) }
                } else {
                    update.value.write(to: writer)
                }
            }
            writer.endObject()
        }
        return try writer.finish(for: operation)
    }
}
