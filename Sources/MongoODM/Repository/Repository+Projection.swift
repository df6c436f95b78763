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
    /// - Throws: ``MongoError``: `invalidQuery` when the type declares a field that the model does not.
    public func find<Part: SchemaObject>(
        _ query: Query<Model> = .all, as type: Part.Type, sort: [Sort<Model>] = [], skip: Int = 0, limit: Int = 100,
        in transaction: Transaction? = nil
    ) async throws -> [Part] {
        let declared = Set(Model.schema.fieldNames)
        if let unknown = Part.schema.fieldNames.first(where: { !declared.contains($0) }) {
            throw MongoError(
                .invalidQuery, self.operation("find"),
                detail: "\(Part.schema.typeName): the field '\(unknown)' is none of \(Model.schema.typeName)")
        }
        return try await self.find(
            query, sort: sort, skip: skip, limit: limit, projection: Part.projection, in: transaction)
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

    /// The different values of a field among the documents that fulfil the query, at most as many as fit into one
    /// reply of 16 MB.
    public func distinct<Value: SchemaValue>(
        _ path: KeyPath<Model, Value>, _ query: Query<Model> = .all, in transaction: Transaction? = nil
    ) async throws -> [Value] {
        let path = FieldPath(path)
        guard path.isKnown else { throw MongoError(.invalidQuery, self.operation("distinct"), detail: path.name) }
        let values = try await self.aggregate(
            Pipeline().match(query).stage(["$group": ["_id": .string("$" + path.name)]]),
            as: DistinctValue<Value>.self, limit: .max, in: transaction)
        return values.map(\.value)
    }
}

/// One value of a field.
private struct DistinctValue<Value: SchemaValue>: SchemaObject {
    var value: Value

    static var schema: Schema<Self> { Schema(DistinctValue.init) { Field("_id", \.value) } }
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
                document: try whole.decoded(), score: whole[Self.scoreName]?.doubleValue ?? 0)
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
