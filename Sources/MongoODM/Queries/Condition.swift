import BSON
import Schemas

/// A query as a tree whose types are erased.
indirect enum Condition: Sendable {
    /// An operator applied to a field.
    case field(FieldPath, String, any SchemaValue)
    /// A condition on one element of an array.
    case element(FieldPath, Condition)
    case and([Condition])
    case or([Condition])
    case nor([Condition])
    case raw(BSONDocument)

    /// The parts that must all hold.
    var terms: [Condition] {
        if case .and(let terms) = self { terms } else { [self] }
    }

    /// What makes the condition unusable, if anything does.
    var problem: String? {
        switch self {
        case .field(let path, let name, let value):
            path.comparisonProblem.flatMap { Self.asksWhetherThere(path, name, value) ? nil : $0 }
        case .element(let path, let condition): path.comparisonProblem ?? condition.problem
        case .and(let terms), .or(let terms), .nor(let terms): terms.lazy.compactMap(\.problem).first
        case .raw(let document): document.encodingError?.description
        }
    }

    /// Whether the condition is about an encrypted field being there or null, neither of which is secret.
    private static func asksWhetherThere(_ path: FieldPath, _ name: String, _ value: any SchemaValue) -> Bool {
        guard path.secrecy == .encrypted else { return false }
        return name == "$exists" || (name == "$eq" || name == "$ne") && BSONValue(encoding: value) == .null
    }

    /// Appends the condition to the object that the writer is in.
    func writeFields(to writer: BSONWriter) {
        switch self {
        case .field(let path, let name, let value):
            writer.key(path.name)
            writer.beginObject()
            writer.key(name)
            value.write(to: writer)
            writer.endObject()
        case .element(let path, let condition):
            writer.key(path.name)
            writer.beginObject()
            writer.key("$elemMatch")
            condition.write(to: writer)
            writer.endObject()
        case .and(let terms):
            if Self.canShareObject(terms) {
                for term in terms { term.writeFields(to: writer) }
            } else {
                Self.write(terms, "$and", to: writer)
            }
        case .or(let terms): Self.write(terms, "$or", to: writer)
        case .nor(let terms): Self.write(terms, "$nor", to: writer)
        case .raw(let document):
            for (key, value) in document.fields {
                writer.key(key)
                value.write(to: writer)
            }
        }
    }

    private func write(to writer: BSONWriter) {
        writer.beginObject()
        self.writeFields(to: writer)
        writer.endObject()
    }

    private static func write(_ terms: [Condition], _ name: String, to writer: BSONWriter) {
        writer.key(name)
        writer.beginArray()
        for term in terms { term.write(to: writer) }
        writer.endArray()
    }

    /// Whether no two terms want the same key, so that an `$and` around them is needless.
    private static func canShareObject(_ terms: [Condition]) -> Bool {
        var keys: Set<ExactText> = []
        return terms.allSatisfy { term in
            switch term {
            case .field(let path, _, _), .element(let path, _): keys.insert(ExactText(path.name)).inserted
            case .or: keys.insert("$or").inserted
            case .nor: keys.insert("$nor").inserted
            case .and, .raw: false
            }
        }
    }
}
