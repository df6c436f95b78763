import BSON
import Schemas

/// Declared indexes beside those that exist.
struct IndexComparison: Sendable {
    let collection: String
    /// What is declared and does not exist.
    let missing: [IndexSpecification]
    private let changed: [String]
    private let superfluous: [String]

    init(collection: String, declared: [IndexSpecification], existing: [ExactText: BSONDocument]) {
        let names = Set(existing.keys)
        // The server refuses a second index of the same keys, whatever it is called.
        let renamed = declared.filter { index in
            !names.contains(ExactText(index.name)) && existing.values.contains { index.isSame(as: $0) }
        }
        self.collection = collection
        self.missing = declared.filter { index in
            !names.contains(ExactText(index.name)) && !renamed.contains { $0.name.hasSameBytes(as: index.name) }
        }
        self.changed =
            declared.filter { existing[ExactText($0.name)].map($0.isSame) == false }.map(\.name) + renamed.map(\.name)
        self.superfluous = names.subtracting(declared.map { ExactText($0.name) }).subtracting(["_id_"]).sorted().map(
            \.string)
    }

    func report(afterCreation: Bool) -> IndexReport {
        let missing = self.missing.map(\.name)
        return IndexReport(
            collection: self.collection, missing: afterCreation ? [] : missing,
            created: afterCreation ? missing : [], changed: self.changed, superfluous: self.superfluous)
    }
}
