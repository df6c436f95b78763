import BSON
import Schemas

/// A total order of documents, and places in it.
struct PageOrder<Root: SchemaObject>: Sendable {
    /// The keys; the last is `_id`, so that no two documents are equal.
    let keys: [Sort<Root>]

    init(_ sort: [Sort<Root>]) {
        let id = sort.firstIndex { $0.path.name == "_id" }
        if let id {
            // Nothing behind a unique key has any effect.
            self.keys = Array(sort[...id])
        } else {
            self.keys = sort + [Sort(FieldPath(name: "_id"), sort.last?.order ?? .ascending)]
        }
    }

    /// The projection with the fields of the order.
    func added(to projection: BSONDocument) -> BSONDocument {
        var fields = projection.fields.filter { $0.value != 0 }
        for key in self.keys
        // A path beside the object that it leads into is a collision for the server.
        where !fields.contains(where: {
            key.path.name.hasSameBytes(as: $0.key) || key.path.name.utf8.starts(with: "\($0.key).".utf8)
        }) {
            fields.append((key.path.name, 1))
        }
        return BSONDocument(fields.map { ($0.key, $0.value) })
    }

    // MARK: Conditions

    /// The part of what a query finds that comes behind a place.
    ///
    /// - Throws: ``MongoError`` with the code `invalidQuery` when the place is one of another order.
    func query(_ query: Query<Root>, behind place: PageCursor, for operation: Operation) throws -> Query<Root> {
        let values = place.values.fields
        // The values come from a client: patterns and the like are none that a document has in an order.
        guard values.map({ ExactText($0.key) }) == self.keys.map({ ExactText(Self.name($0)) }),
            values.map(\.value).allSatisfy(Self.hasPlace)
        else {
            throw MongoError(.invalidQuery, operation, detail: "The place is one of another order")
        }
        return query && Query(self.condition(behind: values.map(\.value)))
    }

    /// The documents that come behind the one with the given values.
    ///
    /// Of the keys k, l, m: k is beyond its value, or k is equal and l beyond, or both are equal and m beyond.
    private func condition(behind values: [BSONValue]) -> Condition {
        var alternatives: [Condition] = []
        var equal: [Condition] = []
        for (key, value) in zip(self.keys, values) {
            for beyond in Self.beyond(key, value) { alternatives.append(.and(equal + [beyond])) }
            equal.append(.field(key.path, "$eq", value))
        }
        // Follows from the alternatives, but gives the server one range of the index to read.
        let bound = values.first.flatMap { value in self.keys.first.flatMap { Self.bound($0, value) } }
        // Nothing comes behind null in descending order, and the server knows no alternative of none.
        if alternatives.isEmpty { return .field(FieldPath(name: "_id"), "$in", [BSONValue]()) }
        return .and([.or(alternatives)] + (bound.map { [$0] } ?? []))
    }

    /// The values behind a value, in one or two ranges of an index. Null, which a missing field equals, comes before
    /// everything else; comparisons leave it out.
    private static func beyond(_ key: Sort<Root>, _ value: BSONValue) -> [Condition] {
        let null = BSONValue.null
        return switch (key.order == .ascending, value == null) {
        case (true, true): [.field(key.path, "$ne", null)]
        case (true, false): [.field(key.path, "$gt", value)]
        case (false, true): []
        case (false, false) where key.path.name == "_id": [.field(key.path, "$lt", value)]
        case (false, false): [.field(key.path, "$lt", value), .field(key.path, "$eq", null)]
        }
    }

    private static func bound(_ key: Sort<Root>, _ value: BSONValue) -> Condition? {
        key.order == .ascending && value != .null ? .field(key.path, "$gte", value) : nil
    }

    // MARK: Places

    /// The place of a document.
    func place(of document: BSONDocument, for operation: Operation) throws -> PageCursor {
        let values = try self.keys.map { key in
            let value = document.value(at: key.path.name)
            guard Self.hasPlace(value) else {
                throw MongoError(
                    .invalidQuery, operation, detail: "pages can't be sorted by '\(key.path.name)', which holds arrays")
            }
            return (Self.name(key), value)
        }
        return PageCursor(BSONDocument(values))
    }

    /// A key with its direction: a place belongs to one order only.
    private static func name(_ key: Sort<Root>) -> String {
        (key.order == .ascending ? "+" : "-") + key.path.name
    }

    /// Whether a value may come out of a document for its place in an order.
    private static func hasPlace(_ value: BSONValue) -> Bool {
        switch value {
        case .array, .regex, .minKey, .maxKey: false
        default: true
        }
    }
}

extension BSONDocument {
    /// The value at a path with dots; null where there is none.
    fileprivate func value(at path: String) -> BSONValue {
        var value = BSONValue.document(self)
        for name in path.utf8.split(separator: UInt8(ascii: ".")) {
            if case .array = value { return value }
            value = value.documentValue?[String(decoding: name, as: UTF8.self)] ?? .null
        }
        return value
    }
}
