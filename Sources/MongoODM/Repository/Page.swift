public import BSON
import Foundation
public import Schemas

/// A page of documents, and where the next one begins.
public struct Page<Model: Sendable>: Sendable {
    public let items: [Model]
    /// For the next page; nil when this one is the last.
    public let next: PageCursor?
}

/// A place in an order of documents: behind the last one of a page.
///
/// Its text can be given to clients and taken back from them: it holds the sort values of one document and is no query.
public struct PageCursor: Hashable, Sendable {
    let values: BSONDocument

    init(_ values: BSONDocument) {
        self.values = values
    }

    /// Reads what ``text`` wrote; nil for anything else.
    public init?(_ text: String) {
        var base64 = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while base64.count % 4 != 0 { base64 += "=" }
        guard let data = Data(base64Encoded: base64), let values = try? BSONDocument(bytes: Array(data)) else {
            return nil
        }
        self.values = values
    }

    /// The place as letters, digits, hyphens and underscores.
    public var text: String {
        let data = self.values.withBytes { Data($0) }
        return data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}

extension Repository {
    /// A page of the documents that fulfil the query, found by where the last one ended: the server walks over nothing,
    /// and documents that come and go meanwhile shift nothing.
    ///
    /// - Parameters:
    ///   - sort: the order. `_id` is added, so that every document has a place of its own. An index on these fields
    ///     makes every page as fast as the first. The fields must be in all documents and not be null.
    ///   - after: where the last page ended; nil for the first.
    ///   - limit: how many at most.
    /// - Throws: ``MongoError``: `invalidQuery` when the place is one of another order.
    public func page(
        _ query: Query<Model> = .all, sort: [Sort<Model>] = [], after: PageCursor? = nil, limit: Int = 100,
        in transaction: Transaction? = nil
    ) async throws -> Page<Model> {
        let id = Sort<Model>(FieldPath(name: "_id"), .ascending)
        let order = sort.contains { $0.path.name == "_id" } ? sort : sort + [id]
        var query = query
        if let after { query = query && (try self.isBehind(after, in: order)) }
        let count = max(1, limit)
        let found = try await self.find(query, sort: order, limit: count + 1, in: transaction)
        guard found.count > count else { return Page(items: found, next: nil) }
        let items = Array(found.prefix(count))
        return Page(items: items, next: items.last.map { self.place(of: $0, in: order) })
    }

    private func place(of model: Model, in order: [Sort<Model>]) -> PageCursor {
        let document = BSONDocument(model)
        return PageCursor(BSONDocument(order.map { ($0.path.name, document.value(at: $0.path.name) ?? .null) }))
    }

    /// For an order by a and b: a is behind, or a is the same and b is behind.
    private func isBehind(_ place: PageCursor, in order: [Sort<Model>]) throws -> Query<Model> {
        let values = place.values.fields
        guard values.map(\.key) == order.map(\.path.name) else {
            throw MongoError(.invalidQuery, self.operation("find"), detail: "The place is one of another order")
        }
        var alternatives: [Condition] = []
        for index in order.indices {
            let same = (0..<index).map { Condition.field(order[$0].path, "$eq", values[$0].value) }
            let name = order[index].order == .descending ? "$lt" : "$gt"
            alternatives.append(.and(same + [.field(order[index].path, name, values[index].value)]))
        }
        return Query(.or(alternatives))
    }
}

extension BSONDocument {
    /// The value at a dotted path through embedded documents.
    func value(at path: String) -> BSONValue? {
        var value = BSONValue.document(self)
        for key in path.split(separator: ".") {
            guard let next = value.documentValue?[String(key)] else { return nil }
            value = next
        }
        return value
    }
}
