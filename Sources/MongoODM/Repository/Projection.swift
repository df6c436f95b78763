import BSON
import Schemas
import Synchronization

/// The fields that a smaller struct takes of a model's documents.
enum Projection {
    /// The projection of each pair of types that was asked for, or why there is none.
    private static let known = Mutex<[Pair: Result<BSONDocument, Problem>]>([:])

    /// The projection that fetches just what `Output` holds.
    ///
    /// - Throws: ``MongoError`` with the code `invalidQuery` when a field of `Output` is none of the model's, or
    ///   one of another type.
    static func of<Output: SchemaObject>(
        _ model: any SchemaObject.Type, as type: Output.Type, for operation: Operation
    ) throws -> BSONDocument {
        let pair = Pair(model: ObjectIdentifier(model), output: ObjectIdentifier(type))
        let result: Result<BSONDocument, Problem>
        if let known = self.known.withLock({ $0[pair] }) {
            result = known
        } else {
            result = Result { () throws(Problem) in try self.make(model, type) }
            self.known.withLock { $0[pair] = result }
        }
        do {
            return try result.get()
        } catch {
            throw MongoError(.invalidQuery, operation, detail: error.sentence)
        }
    }

    private struct Pair: Hashable {
        let model: ObjectIdentifier
        let output: ObjectIdentifier
    }

    struct Problem: Error {
        let sentence: String
    }

    private static func make(
        _ model: any SchemaObject.Type, _ output: any SchemaObject.Type
    ) throws(Problem) -> BSONDocument {
        var names: [String] = []
        try self.collect(output, from: model, below: "", &names)
        var fields = names.map { ($0, BSONValue.int32(1)) }
        // The one field that comes without being asked for. Encrypted values can't be read without it.
        if !output.hasEncryptedFields, !names.contains(where: { $0 == "_id" || $0.utf8.starts(with: "_id.".utf8) }) {
            fields.append(("_id", 0))
        }
        return BSONDocument(fields)
    }

    /// Adds the names of the fields, those of embedded objects that are smaller than the model's one by one.
    private static func collect(
        _ output: any SchemaObject.Type, from model: any SchemaObject.Type, below prefix: String,
        _ names: inout [String]
    ) throws(Problem) {
        let available = model.fieldShapes
        for field in output.fieldShapes {
            guard let source = available.first(where: { $0.name.hasSameBytes(as: field.name) }) else {
                throw Problem(
                    sentence: "\(self.name(output)): the field '\(field.name)' is none of \(self.name(model))")
            }
            guard field.isEncrypted == source.isEncrypted else {
                throw Problem(
                    sentence: "\(self.name(output)): the field '\(field.name)' is encrypted in one of the two: in "
                        + "\(self.name(model)) or here")
            }
            switch field.shape.fit(of: source.shape) {
            case .same: names.append(prefix + field.name)
            case .smaller(let inner, let outer):
                try self.collect(inner, from: outer, below: "\(prefix)\(field.name).", &names)
            case .none:
                throw Problem(
                    sentence: "\(self.name(output)): the field '\(field.name)' is \(field.shape), "
                        + "but \(self.name(model)) holds \(source.shape)")
            }
        }
    }

    private static func name<Model: SchemaObject>(_ type: Model.Type) -> String { type.schema.typeName }
}

/// How the values of a field fit into a field of another schema.
private enum Fit {
    case same
    case smaller(any SchemaObject.Type, of: any SchemaObject.Type)
    case none
}

extension ValueShape {
    /// An optional takes what is not optional; an object takes one that has all of its fields.
    fileprivate func fit(of source: ValueShape) -> Fit {
        switch (self, source) {
        case (.scalar(let type), .scalar(let other)): type == other ? .same : .none
        case (.union(let type), .union(let other)): type == other ? .same : .none
        case (.object(let type), .object(let other)): type == other ? .same : .smaller(type, of: other)
        case (.optional(let inner, _), .optional(let other, _)): inner.fit(of: other)
        case (.array(let inner, _), .array(let other, _)): inner.fit(of: other)
        case (.dictionary(let inner), .dictionary(let other)):
            // The keys of a dictionary have no names that a projection could list.
            if case .same = inner.fit(of: other) { .same } else { .none }
        case (.optional(let inner, _), _): inner.fit(of: source)
        default: .none
        }
    }
}
