import BSON
public import Schemas

/// An index over one or more fields of a model.
///
/// ```swift
/// static let indexes = [
///     Index<Order>(.ascending(\.userID), .descending(\.createdAt)),
///     Index<Order>(.ascending(\.sessionID)).unique().only(where: \.status == .open),
///     Index<Order>.text(\.title, \.summary, weights: [10, 1]),
/// ]
/// ```
/// It is named as the server would name it by itself, after its fields.
public struct Index<Model: SchemaObject>: Sendable {
    private(set) var keys: [IndexKey]
    private(set) var options: [(String, BSONValue)] = []
    private(set) var problem: String?

    private init(keys: [IndexKey]) {
        self.keys = keys
        self.problem = keys.lazy.compactMap(\.path.comparisonProblem).first
    }

    /// - Parameters:
    ///   - keys: the fields in the order in which the index sorts by them.
    ///   - unique: whether no two documents may hold the same values.
    public init(_ keys: Sort<Model>..., unique: Bool = false) {
        self.init(keys)
        if unique { self = self.unique() }
    }

    /// - Parameter keys: the fields in the order in which the index sorts by them.
    public init(_ keys: [Sort<Model>]) {
        self.init(keys: keys.map { IndexKey(path: $0.path, kind: $0.order.value) })
    }

    /// An index of words, for ``Query/words(_:language:)``. A collection has one at most.
    ///
    /// - Parameter weights: how much a word counts in each of the fields, in their order; 1 where nothing is said.
    public static func text(_ paths: PartialKeyPath<Model>..., weights: [Int] = []) -> Index {
        let keys = paths.map { IndexKey(path: FieldPath($0), kind: "text") }
        guard !weights.isEmpty else { return Index(keys: keys) }
        let weighed = zip(keys, weights).map { ($0.path.name, BSONValue.int32(Int32(clamping: $1))) }
        return Index(keys: keys).with("weights", .document(BSONDocument(weighed)))
    }

    /// An index of places on the earth, as GeoJSON.
    public static func sphere(_ path: PartialKeyPath<Model>) -> Index {
        Index(keys: [IndexKey(path: FieldPath(path), kind: "2dsphere")])
    }

    /// No two documents may hold the same values.
    public func unique() -> Index { self.with("unique", true) }

    /// Leaves out documents that have none of the fields.
    public func sparse() -> Index { self.with("sparse", true) }

    /// Leaves out documents that don't fulfil a condition, of equalities and comparisons.
    public func only(where query: Query<Model>) -> Index {
        var index = self.with("partialFilterExpression", .document(query.document))
        index.problem = index.problem ?? query.condition.problem
        return index
    }

    /// The server deletes a document when its date, the one key of the index, is so long ago. It looks once a minute.
    public func expiring(after duration: Duration) -> Index {
        self.with("expireAfterSeconds", .int64(duration.components.seconds))
    }

    /// The index compares text by other rules, and serves queries that do so too.
    public func comparing(by collation: Collation) -> Index { self.with("collation", .document(collation.document)) }

    private func with(_ name: String, _ value: BSONValue) -> Index {
        var index = self
        index.options.append((name, value))
        return index
    }

    /// The one field of a unique index that has only texts that are not empty; nil for any other index.
    var fieldOfUniqueTexts: String? {
        guard let field = self.keys.first?.path.name, self.keys.count == 1, self.options.count == 2,
            self.options.contains(where: { $0.0 == "unique" }),
            self.options.contains(where: { $0.0 == "partialFilterExpression" && $0.1 == [field: ["$gt": ""]] })
        else { return nil }
        return field
    }

    /// What the server calls it, for ``Repository/using(index:)``.
    public var name: String { self.specification.name }

    /// The specification as the server takes it.
    var specification: IndexSpecification { IndexSpecification(keys: self.keys, options: self.options) }
}

/// A field of an index, and how it is sorted, or the index's kind.
struct IndexKey: Sendable {
    let path: FieldPath
    let kind: BSONValue

    /// The key's part of the index's name.
    var name: String {
        switch self.kind {
        case .int32(let direction): "\(self.path.name)_\(direction)"
        case .string(let kind): "\(self.path.name)_\(kind)"
        default: self.path.name
        }
    }
}
