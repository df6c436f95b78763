package import BSON
package import MongoODM
import Schemas

/// Which changes of a collection are told.
package struct ChangeSelection: Sendable {
    package let collection: String
    private let condition: BSONDocument

    /// - Parameters:
    ///   - model: what is in the collection.
    ///   - condition: what is asked of the server's change events besides.
    package init<Model: Document>(_ model: Model.Type, _ condition: BSONDocument = [:]) {
        self.collection = Model.schema.name
        self.condition = condition
    }

    /// Selects what one of several selections does.
    package static func pipeline(_ selections: [ChangeSelection]) -> Pipeline {
        let cases = selections.map { selection -> BSONValue in
            .document(
                BSONDocument([("ns.coll", .string(selection.collection))] + selection.condition.fields.map { ($0, $1) })
            )
        }
        return Pipeline().stage(["$match": ["$or": .array(cases)]])
    }
}
