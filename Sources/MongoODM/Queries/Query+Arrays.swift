import BSON
public import Schemas

extension Query {
    /// An element of the array fulfils the whole condition.
    public static func any<Element: SchemaObject>(
        _ path: KeyPath<Root, [Element]>, _ condition: Query<Element>
    ) -> Query {
        Query(.element(FieldPath(path), condition.condition))
    }

    /// No element of the array fulfils the condition.
    public static func none<Element: SchemaObject>(
        _ path: KeyPath<Root, [Element]>, _ condition: Query<Element>
    ) -> Query {
        Query(.nor([.element(FieldPath(path), condition.condition)]))
    }

    /// The array has the element.
    public static func has<Element: SchemaValue>(_ path: KeyPath<Root, [Element]>, _ element: Element) -> Query {
        Query(.field(FieldPath(path), "$eq", element))
    }

    /// The array has all of the elements, in any order.
    public static func hasAll<Element: SchemaValue>(
        _ path: KeyPath<Root, [Element]>, _ elements: [Element]
    ) -> Query {
        Query(.field(FieldPath(path), "$all", elements))
    }

    /// One and the same element of the array lies between two values, which belong to it.
    public static func has<Element: SchemaValue & Comparable>(
        _ path: KeyPath<Root, [Element]>, in range: ClosedRange<Element>
    ) -> Query {
        let bounds = BSONDocument { writer in
            writer.write(range.lowerBound, under: "$gte")
            writer.write(range.upperBound, under: "$lte")
        }
        return Query(.field(FieldPath(path), "$elemMatch", bounds))
    }

    /// The array has an element at the index, counted from 0: it is longer than that.
    public static func hasElement<Element: SchemaValue>(
        _ path: KeyPath<Root, [Element]>, at index: Int
    ) -> Query {
        Query(.field(FieldPath(FieldPath(path), ".", FieldPath(name: String(index))), "$exists", true))
    }

    /// The array has so many elements.
    public static func count<Element: SchemaValue>(_ path: KeyPath<Root, [Element]>, is count: Int) -> Query {
        Query(.field(FieldPath(path), "$size", count))
    }
}
