import Schemas

/// Which fields the documents have at the end of a pipeline, as far as its stages tell.
enum PipelineOutcome: Sendable {
    /// Those of the collection, and these.
    case input(adding: Set<ExactText>)
    case fields(Set<ExactText>)
    /// A stage was written by hand.
    case unknown

    init() { self = .input(adding: []) }

    mutating func replace(by names: [String]) { self = .fields(Self.outer(names)) }

    mutating func add(_ names: [String]) {
        switch self {
        case .input(let added): self = .input(adding: added.union(Self.outer(names)))
        case .fields(let fields): self = .fields(fields.union(Self.outer(names)))
        case .unknown: break
        }
    }

    /// The names without what is behind a dot.
    private static func outer(_ names: [String]) -> Set<ExactText> {
        Set(names.map { ExactText(String(decoding: $0.utf8.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)) })
    }

    /// Why a type can't be read from the documents, or nil.
    func problem<Model: SchemaObject, Output: SchemaObject>(
        reading type: Output.Type, from model: Model.Type
    ) -> String? {
        let names: Set<ExactText>
        switch self {
        case .input(let added): names = added.union(Model.schema.fieldNames.map { ExactText($0) })
        case .fields(let fields): names = fields
        case .unknown: return nil
        }
        guard let stranger = Output.schema.fieldNames.first(where: { !names.contains(ExactText($0)) }) else {
            return nil
        }
        return "\(Output.schema.typeName): the field '\(stranger)' is none that the pipeline yields, which are "
            + names.sorted().map(\.string).joined(separator: ", ")
    }
}
