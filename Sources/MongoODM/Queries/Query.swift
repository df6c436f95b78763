public import BSON
public import Schemas

/// A condition on documents, typed by their properties.
///
/// ```swift
/// products.find(\.slug == slug && \.isActive == true)
/// products.find(.isIn(\.productID, ids) || .contains(\.name, "laptop"))
/// products.find(\.supplier!.city == "Hanoi" && \.variants[.each].size == "XL")
/// ```
/// Values are encoded as values, so nothing that a client sends can become an operator.
public struct Query<Root: SchemaObject>: Sendable {
    let condition: Condition

    init(_ condition: Condition) {
        self.condition = condition
    }

    /// Every document.
    public static var all: Query { Query(.and([])) }

    /// A condition written by hand, for what has no typed form.
    public static func raw(_ document: BSONDocument) -> Query { Query(.raw(document)) }

    /// Both.
    public static func && (left: Query, right: Query) -> Query {
        Query(.and(left.condition.terms + right.condition.terms))
    }

    /// One of them, or both.
    public static func || (left: Query, right: Query) -> Query {
        Query(.or([left.condition, right.condition]))
    }

    /// Not this.
    public static prefix func ! (query: Query) -> Query {
        Query(.nor([query.condition]))
    }

    /// The query as MongoDB reads it.
    ///
    /// - Throws: ``MongoError`` with the code `invalidQuery`.
    func encoded(for operation: Operation) throws -> BSONDocument {
        if let problem = self.condition.problem { throw MongoError(.invalidQuery, operation, detail: problem) }
        let document = self.document
        if let error = document.encodingError {
            throw MongoError(.invalidQuery, operation, detail: error.description)
        }
        return document
    }

    /// The query as MongoDB reads it, with its errors.
    var document: BSONDocument { BSONDocument { self.condition.writeFields(to: $0) } }
}

extension BSONWriter {
    /// The document, unless something in it could not be encoded.
    func finish(for operation: Operation) throws -> BSONDocument {
        if let error = self.error { throw MongoError(.invalidQuery, operation, detail: error.description) }
        return self.finish()
    }
}
