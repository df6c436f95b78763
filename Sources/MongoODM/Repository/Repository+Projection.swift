import BSON
public import Schemas

/// A document and how well it matches a text search: the larger the better.
public struct Scored<Model: Sendable>: Sendable {
    public let document: Model
    public let score: Double
}

extension Repository {
    /// A part of each document that fulfils the query: the fields that a smaller type declares, and no others are sent.
    ///
    /// ```swift
    /// struct ProductName: SchemaObject {
    ///     var slug: String
    ///     var name: String
    ///     static let schema = Schema(ProductName.init) { Field("slug", \.slug); Field("name", \.name) }
    /// }
    /// let names = try await products.find(\.isActive == true, as: ProductName.self)
    /// ```
    /// Each of its fields is one of the model's, by name and type; it may be optional where the model's is not, and an
    /// embedded object may be smaller in the same way.
    ///
    /// - Throws: ``MongoError``: `invalidQuery` with a sentence about the field that is none of the model's.
    public func find<Part: SchemaObject>(
        _ query: Query<Model> = .all, as type: Part.Type, sort: [Sort<Model>] = [], skip: Int = 0, limit: Int = 100,
        in transaction: Transaction? = nil
    ) async throws -> [Part] {
        let projection = try Projection.of(Model.self, as: type, for: self.operation("find"))
        return try await self.find(
            query, sort: sort, skip: skip, limit: limit, projection: projection, in: transaction)
    }

    /// A part of the first document that fulfils the query; see ``find(_:as:sort:skip:limit:in:)``.
    public func findOne<Part: SchemaObject>(
        _ query: Query<Model>, as type: Part.Type, sort: [Sort<Model>] = [], in transaction: Transaction? = nil
    ) async throws -> Part? {
        try await self.find(query, as: type, sort: sort, limit: 1, in: transaction).first
    }

    /// The documents that match words by the collection's text index, the best first.
    ///
    /// - Parameters:
    ///   - words: what to search for, as ``Query/words(_:language:)`` takes it.
    ///   - query: what else they must fulfil.
    public func search(
        _ words: String, _ query: Query<Model> = .all, skip: Int = 0, limit: Int = 100,
        in transaction: Transaction? = nil
    ) async throws -> [Scored<Model>] {
        let score = FieldPath(name: ScoredDocument<Model>.scoreName)
        let found = try await self.find(
            .words(words) && query, sort: [Sort(score, .textScore)], skip: skip, limit: limit,
            projection: BSONDocument([(score.name, Sort<Model>.Order.textScore.value)]),
            as: ScoredDocument<Model>.self, in: transaction)
        return found.map { Scored(document: $0.document, score: $0.score) }
    }

    /// Whether a document fulfils the query.
    public func exists(_ query: Query<Model>, in transaction: Transaction? = nil) async throws -> Bool {
        let found = try await self.find(
            query, sort: [], limit: 1, projection: ["_id": 1], as: BSONDocument.self, in: transaction)
        return !found.isEmpty
    }
}

/// A document with the score beside its fields, read in two passes over the same bytes.
private struct ScoredDocument<Model: SchemaObject>: SchemaValue {
    static var scoreName: String { "text_score" }

    let document: Model
    let score: Double

    static func read(from reader: any ValueReader) throws(Rejected) -> ScoredDocument {
        let whole = try BSONDocument.read(from: reader)
        do {
            return ScoredDocument(
                document: try whole.decoded(encryption: (reader as? BSONReader)?.encryption),
                score: whole[Self.scoreName]?.doubleValue ?? 0)
        } catch {
            reader.violations += error.violations
            throw Rejected()
        }
    }

    func write(to writer: any ValueWriter) {
        self.document.write(to: writer)
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        Model.jsonSchema(in: &definitions)
    }
}
