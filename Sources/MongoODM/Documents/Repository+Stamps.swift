import BSON
import FoundationEssentials
import Schemas

extension Repository {
    /// The document as it is stored first.
    func stampedForCreation(_ model: Model) throws -> Model {
        var model = model
        try model.willCreate()
        // One moment for both: two may be a millisecond apart.
        let now = Date.storable
        for role in [FieldRole.creation, .change] {
            if let property = Model.schema.property(role, as: Date.self) { model[keyPath: property] = now }
        }
        return model
    }

    /// The document as it is stored again.
    func stampedForChange(_ model: Model, for operation: Operation) throws -> Model {
        var model = model
        try model.willUpdate()
        if let property = Model.schema.property(.change, as: Date.self) { model[keyPath: property] = .storable }
        guard let property = Model.schema.property(.revision, as: Int.self) else { return model }
        let (revision, isTooLarge) = model[keyPath: property].addingReportingOverflow(1)
        // As the server refuses to add to the largest number.
        guard !isTooLarge else {
            var error = MongoError(.invalidDocument, operation)
            let path = Model.schema.fieldName(.revision).map { [PathPart.field($0)] } ?? []
            error.violations = [
                Violation(path: path, code: "less_than", message: "Input should be less than \(Int.max)")
            ]
            throw error
        }
        model[keyPath: property] = revision
        return model
    }

    /// The document with a model's `_id`, if it has still the revision with which the model was read. Without a revision
    /// in the schema, whatever it has become.
    ///
    /// ```swift
    /// let changed = try await notes.findOneAndUpdate(notes.isUnchanged(note), .set(\.text, "new"))
    /// ```
    public func isUnchanged(_ model: Model) -> Query<Model> {
        let query = Self.hasID(model.id)
        guard let name = Model.schema.fieldName(.revision),
            let property = Model.schema.property(.revision, as: Int.self)
        else { return query }
        let (path, revision) = (FieldPath(name: name), model[keyPath: property])
        // A document from before the field was declared has none, and is read with the default.
        return query
            && Query(
                revision == 0
                    ? .field(path, "$in", [BSONValue.int32(0), .null]) : .field(path, "$eq", revision))
    }

    /// Changes with those of the fields that the store sets, unless the changes set them already.
    func stamped(_ updates: [Update<Model>], upsert: Bool) -> [Update<Model>] {
        if self.options.leavesStamps { return updates }
        var updates = updates
        func add(_ role: FieldRole, _ operation: String, _ value: any SchemaValue) {
            guard let name = Model.schema.fieldName(role),
                !updates.contains(where: { $0.path.name.hasSameBytes(as: name) })
            else {
                return
            }
            updates.append(Update(operation, FieldPath(name: name), value))
        }
        add(.revision, "$inc", 1)
        let now = Date.storable
        add(.change, "$set", now)
        if upsert { add(.creation, "$setOnInsert", now) }
        return updates
    }

    /// A pipeline with a last stage for the fields that the store sets.
    func stamped(_ pipeline: Pipeline, upsert: Bool) -> Pipeline {
        if self.options.leavesStamps { return pipeline }
        var fields: [(String, BSONValue)] = []
        if let name = Model.schema.fieldName(.revision) {
            fields.append((name, ["$add": [["$ifNull": [.string("$" + name), 0]], 1]]))
        }
        if let name = Model.schema.fieldName(.change) { fields.append((name, "$$NOW")) }
        if upsert, let name = Model.schema.fieldName(.creation) {
            fields.append((name, ["$ifNull": [.string("$" + name), "$$NOW"]]))
        }
        return fields.isEmpty ? pipeline : pipeline.stage(["$set": .document(BSONDocument(fields))])
    }
}

extension Date {
    /// The present moment as MongoDB stores it: whole milliseconds.
    fileprivate static var storable: Date {
        Date(timeIntervalSince1970: (Date.now.timeIntervalSince1970 * 1000).rounded(.down) / 1000)
    }
}
