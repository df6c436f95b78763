import BSON
import Schemas

/// Which elements of an array an update means.
struct ArrayFilter: Sendable {
    let condition: Condition

    /// What stands for the filter's name in a path until the update is encoded.
    static let placeholder = "$[?]"

    /// The name by which a path refers to the filter of the update at an index.
    static func name(_ index: Int) -> String { "e\(index)" }

    /// The filter as MongoDB reads it: a condition whose fields begin with its name.
    func document(_ index: Int) -> BSONDocument {
        BSONDocument { self.condition.inside(Self.name(index)).writeFields(to: $0) }
    }
}

extension FieldPath {
    /// The path with the name of its filter.
    func name(filter index: Int) -> String {
        self.name.replacing(ArrayFilter.placeholder, with: "$[\(ArrayFilter.name(index))]")
    }
}

extension Condition {
    /// The same condition on fields of something that has a name.
    func inside(_ name: String) -> Condition {
        let outer = FieldPath(name: name)
        return switch self {
        case .field(let path, let operation, let value): .field(FieldPath(outer, ".", path), operation, value)
        case .element(let path, let condition): .element(FieldPath(outer, ".", path), condition)
        case .and(let terms): .and(terms.map { $0.inside(name) })
        case .or(let terms): .or(terms.map { $0.inside(name) })
        case .nor(let terms): .nor(terms.map { $0.inside(name) })
        case .raw(let document): .raw(BSONDocument(document.fields.map { ("\(name).\($0.key)", $0.value) }))
        }
    }
}
