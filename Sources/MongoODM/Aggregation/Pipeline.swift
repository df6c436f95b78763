public import BSON
public import Schemas

/// The stages of an aggregation, typed by the shapes that the documents have on their way.
///
/// ```swift
/// struct Sales: SchemaObject {
///     var day: Date
///     var revenue: Decimal128
///     static let schema = Schema(Sales.init) { Field("_id", \.day); Field("revenue", \.revenue) }
/// }
/// let sales = try await orders.aggregate(
///     Pipeline()
///         .match(\Order.status == .paid)
///         .group(by: .dateTrunc(.field(\Order.createdAt), to: .day), ["revenue": .sum(.field(\Order.total))])
///         .sort(.ascending(\Sales.day)),
///     as: Sales.self)
/// ```
/// A misspelt property does not compile, and one without a field is refused before anything is sent.
public struct Pipeline: Sendable {
    private(set) var stages: [BSONDocument] = []
    private(set) var problem: String?
    private(set) var outcome = PipelineOutcome()

    public init() {}

    /// Passes on the documents that fulfil a query. First in a pipeline, it uses indexes.
    public func match<Shape: SchemaObject>(_ query: Query<Shape>) -> Pipeline {
        self.adding("$match", .document(query.document), problem: query.condition.problem)
    }

    /// Makes one document of all that have the same key, which becomes its `_id`.
    ///
    /// - Parameter fields: what the documents are reduced to, by name.
    public func group(by key: AggregationExpression, _ fields: KeyValuePairs<String, Accumulator> = [:]) -> Pipeline {
        let document = BSONDocument([("_id", key.value)] + fields.map { ($0.key, $0.value.value) })
        let problem = key.problem ?? fields.lazy.compactMap { $0.value.expression.problem }.first
        return self.adding("$group", .document(document), problem: problem)
            .yielding { $0.replace(by: ["_id"] + fields.map(\.key)) }
    }

    /// Makes one document of all.
    public func groupAll(_ fields: KeyValuePairs<String, Accumulator>) -> Pipeline {
        self.group(by: .raw(.null), fields)
    }

    /// Puts the documents in order.
    public func sort<Shape: SchemaObject>(_ keys: Sort<Shape>...) -> Pipeline {
        let document = BSONDocument(keys.map { ($0.path.name, $0.order.value) })
        return self.adding("$sort", .document(document), problem: keys.lazy.compactMap(\.path.comparisonProblem).first)
    }

    public func skip(_ count: Int) -> Pipeline { self.adding("$skip", .int64(Int64(count))) }

    public func limit(_ count: Int) -> Pipeline { self.adding("$limit", .int64(Int64(count))) }

    /// Makes one document that says, under a name, how many there are; none if there are none.
    public func count(as name: String) -> Pipeline {
        self.adding("$count", .string(name)).yielding { $0.replace(by: [name]) }
    }

    /// Leaves only the fields that a shape declares.
    public func project<Shape: SchemaObject>(to shape: Shape.Type) -> Pipeline {
        self.adding("$project", .document(Shape.projection)).yielding { $0.replace(by: Shape.schema.fieldNames) }
    }

    /// Leaves only `_id` and these fields.
    public func project(_ fields: KeyValuePairs<String, AggregationExpression>) -> Pipeline {
        self.adding(
            "$project", .document(BSONDocument(fields.map { ($0.key, $0.value.value) })),
            problem: fields.lazy.compactMap { $0.value.problem }.first
        ).yielding { $0.replace(by: ["_id"] + fields.map(\.key)) }
    }

    /// Adds fields to the documents.
    public func set(_ fields: KeyValuePairs<String, AggregationExpression>) -> Pipeline {
        self.adding(
            "$set", .document(BSONDocument(fields.map { ($0.key, $0.value.value) })),
            problem: fields.lazy.compactMap { $0.value.problem }.first
        ).yielding { $0.add(fields.map(\.key)) }
    }

    /// Makes a document of each element of an array, which stands in the array's place.
    ///
    /// - Parameter keepingEmpty: whether a document without elements stays as it is.
    public func unwind<Shape: SchemaObject>(_ path: PartialKeyPath<Shape>, keepingEmpty: Bool = false) -> Pipeline {
        let path = FieldPath(path)
        let document: BSONDocument = [
            "path": .string("$" + path.name), "preserveNullAndEmptyArrays": .bool(keepingEmpty),
        ]
        return self.adding("$unwind", .document(document), problem: path.isKnown ? nil : path.name)
    }

    /// Adds, as an array, the documents of another collection whose field equals one of these.
    ///
    /// - Parameters:
    ///   - model: what is in the other collection.
    ///   - local: the field here.
    ///   - foreign: the field there, which should have an index.
    ///   - name: the array's name.
    public func lookup<Shape: SchemaObject, Other: Document>(
        _ model: Other.Type, local: PartialKeyPath<Shape>, foreign: PartialKeyPath<Other>, as name: String
    ) -> Pipeline {
        let (local, foreign) = (FieldPath(local), FieldPath(foreign))
        let document: BSONDocument = [
            "from": .string(Other.schema.name), "localField": .string(local.name),
            "foreignField": .string(foreign.name), "as": .string(name),
        ]
        return self.adding(
            "$lookup", .document(document), problem: [local, foreign].lazy.compactMap(\.comparisonProblem).first
        ).yielding { $0.add([name]) }
    }

    /// Sends the documents through several pipelines; each fills an array of the one document that results.
    public func facet(_ pipelines: KeyValuePairs<String, Pipeline>) -> Pipeline {
        self.adding(
            "$facet",
            .document(BSONDocument(pipelines.map { ($0.key, .array($0.value.stages.map { .document($0) })) })),
            problem: pipelines.lazy.compactMap { $0.value.problem }.first
        ).yielding { $0.replace(by: pipelines.map(\.key)) }
    }

    /// Makes one document of all whose value lies between two boundaries; the lower one becomes its `_id`.
    ///
    /// - Parameters:
    ///   - boundaries: in ascending order, at least two. A value belongs to the bucket whose lower boundary it reaches.
    ///   - other: the `_id` for values outside; nil to fail on them.
    ///   - fields: what the documents are reduced to, by name.
    public func bucket<Value: SchemaValue>(
        by expression: AggregationExpression, boundaries: [Value], other: BSONValue? = nil,
        _ fields: KeyValuePairs<String, Accumulator>
    ) -> Pipeline {
        var document: [(String, BSONValue)] = [
            ("groupBy", expression.value), ("boundaries", .array(boundaries.map { BSONValue(encoding: $0) })),
        ]
        if let other { document.append(("default", other)) }
        document.append(("output", .document(BSONDocument(fields.map { ($0.key, $0.value.value) }))))
        return self.adding(
            "$bucket", .document(BSONDocument(document)),
            problem: expression.problem ?? fields.lazy.compactMap { $0.value.expression.problem }.first
        ).yielding { $0.replace(by: ["_id"] + fields.map(\.key)) }
    }

    /// Writes the documents into another collection, in place of those with the same `_id`; last in a pipeline.
    public func merge<Other: Document>(into model: Other.Type) -> Pipeline {
        self.adding(
            "$merge",
            .document(["into": .string(Other.schema.name), "whenMatched": "replace", "whenNotMatched": "insert"]))
    }

    /// Adds a stage written by hand, for what has no typed form.
    public func stage(_ stage: BSONDocument) -> Pipeline {
        self.adding(stage).yielding { $0 = .unknown }
    }

    private func adding(_ name: String, _ value: BSONValue, problem: String? = nil) -> Pipeline {
        var pipeline = self.adding(BSONDocument([(name, value)]))
        pipeline.problem = pipeline.problem ?? problem
        return pipeline
    }

    private func adding(_ stage: BSONDocument) -> Pipeline {
        var pipeline = self
        pipeline.problem = self.problem ?? stage.encodingError?.description
        pipeline.stages.append(stage)
        return pipeline
    }

    private func yielding(_ change: (inout PipelineOutcome) -> Void) -> Pipeline {
        var pipeline = self
        change(&pipeline.outcome)
        return pipeline
    }

    /// The stages as the driver takes them: an array.
    ///
    /// - Throws: ``MongoError`` with the code `invalidQuery`.
    func encoded(for operation: Operation) throws -> BSONDocument {
        // The bytes of an array are those of a document whose keys are the indexes.
        let document = BSONDocument(self.stages.enumerated().map { ("\($0)", .document($1)) })
        if let problem = self.problem ?? document.encodingError?.description {
            throw MongoError(.invalidQuery, operation, detail: problem)
        }
        return document
    }
}

extension SchemaObject {
    /// What makes the server send the fields of this type and no others.
    static var projection: BSONDocument {
        let names = Self.schema.fieldNames
        return BSONDocument(names.map { ($0, 1) } + (names.contains("_id") ? [] : [("_id", 0)]))
    }
}
