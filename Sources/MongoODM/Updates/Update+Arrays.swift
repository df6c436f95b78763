import BSON
public import Schemas

extension Update {
    /// Appends to an array.
    public static func push<Element: SchemaValue>(_ path: KeyPath<Root, [Element]>, _ element: Element) -> Update {
        Update("$push", FieldPath(path), element)
    }

    /// Puts elements into an array.
    ///
    /// - Parameters:
    ///   - position: in front of which element, counted from 0; nil for the end.
    ///   - keeping: how many elements stay at most: the first, or, for a negative number, the last; nil for all.
    public static func push<Element: SchemaValue>(
        _ path: KeyPath<Root, [Element]>, each elements: [Element], at position: Int? = nil, keeping: Int? = nil
    ) -> Update {
        let change = ArrayChange { writer in
            writer.write(elements, under: "$each")
            if let position { writer.write(position, under: "$position") }
            if let keeping { writer.write(keeping, under: "$slice") }
        }
        return Update("$push", FieldPath(path), change)
    }

    /// Puts elements into an array and brings all of it into an order.
    ///
    /// ```swift
    /// .push(\.reviews, each: [review], sortedBy: [.descending(\.stars)], keeping: 10)
    /// ```
    /// - Parameters:
    ///   - order: the order, by fields of the elements.
    ///   - keeping: how many elements stay at most: the first in the order, or, for a negative number, the last.
    public static func push<Element: SchemaObject>(
        _ path: KeyPath<Root, [Element]>, each elements: [Element], sortedBy order: [Sort<Element>],
        keeping: Int? = nil
    ) -> Update {
        let change = ArrayChange { writer in
            writer.write(elements, under: "$each")
            writer.write(BSONDocument(order.map { ($0.path.name, $0.order.value) }), under: "$sort")
            if let keeping { writer.write(keeping, under: "$slice") }
        }
        let problem = order.lazy.compactMap(\.path.comparisonProblem).first.map { FieldPath(unknown: $0) }
        return Update("$push", problem ?? FieldPath(path), change)
    }

    /// Adds those elements to an array that it does not have.
    public static func addToSet<Element: SchemaValue>(
        _ path: KeyPath<Root, [Element]>, _ elements: Element...
    ) -> Update {
        Update("$addToSet", FieldPath(path), BSONDocument { $0.write(elements, under: "$each") })
    }

    /// Removes the elements of an array that equal one of these.
    public static func pull<Element: SchemaValue>(
        _ path: KeyPath<Root, [Element]>, _ elements: Element...
    ) -> Update {
        Update("$pull", FieldPath(path), BSONDocument { $0.write(elements, under: "$in") })
    }

    /// Removes the elements of an array that fulfil a condition.
    public static func pull<Element: SchemaObject>(
        _ path: KeyPath<Root, [Element]>, where condition: Query<Element>
    ) -> Update {
        let path = FieldPath(path)
        let problem = condition.condition.problem.map { FieldPath(unknown: $0) }
        return Update("$pull", problem ?? path, condition.document)
    }

    /// Changes the first element that the query's ``Query/any(_:_:)`` matched.
    public static func matched<Element: SchemaObject>(
        _ array: KeyPath<Root, [Element]>, _ change: Update<Element>
    ) -> Update {
        Update(change.name, FieldPath(FieldPath(array), ".$.", change.path), change.value)
    }

    /// Changes every element of an array.
    public static func all<Element: SchemaObject>(
        _ array: KeyPath<Root, [Element]>, _ change: Update<Element>
    ) -> Update {
        Update(change.name, FieldPath(FieldPath(array), ".$[].", change.path), change.value)
    }

    /// Changes the elements of an array that fulfil a condition.
    public static func each<Element: SchemaObject>(
        _ array: KeyPath<Root, [Element]>, where condition: Query<Element>, _ change: Update<Element>
    ) -> Update {
        let problem = condition.condition.problem.map { FieldPath(unknown: $0) }
        let path = FieldPath(FieldPath(array), ".\(ArrayFilter.placeholder).", change.path)
        var update = Update(change.name, problem ?? path, change.value)
        update.filter = ArrayFilter(condition: condition.condition)
        return update
    }

    /// The filters of a list of changes, for the driver's options; nil if none has one.
    static func arrayFilters(_ updates: [Update]) -> [BSONDocument]? {
        let filters = updates.enumerated().compactMap { index, update in update.filter?.document(index) }
        return filters.isEmpty ? nil : filters
    }
}

/// What is done to an array, written when the update is: encrypted fields of the elements need to know the document.
private struct ArrayChange: SchemaValue {
    private let writeFields: @Sendable (BSONWriter) -> Void

    init(_ writeFields: @escaping @Sendable (BSONWriter) -> Void) {
        self.writeFields = writeFields
    }

    func write(to writer: any ValueWriter) {
        writer.beginObject()
        if let writer = writer as? BSONWriter { self.writeFields(writer) }
        writer.endObject()
    }

    static func read(from reader: any ValueReader) throws(Rejected) -> ArrayChange {
        throw reader.reject("array_change", "A change of an array is only written")
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}
