import BSON

/// A command without its values: its name, its collection, and the fields and operators of its queries and changes.
///
/// `find books {filter: {title: {$eq: ?}, tags: {$in: [?]}}, sort: {added_at: -1}}`. A document is opened only where
/// its keys are known to be fields or operators; any other is a value, so that keys made of data do not show either.
struct CommandShape: CustomStringConvertible {
    let description: String

    private static let longest = 2000

    init(_ command: BSONDocument) {
        let fields = command.fields
        var text = fields.first?.key ?? "command"
        for name in [fields.first?.value, command["collection"]] {
            if let name = name?.stringValue { text += " \(name)" }
        }
        let parts = fields.dropFirst().filter { Self.commandParts.contains($0.key) }
        if !parts.isEmpty { text += " \(Self.shape(of: Array(parts)))" }
        self.description = text.count <= Self.longest ? text : text.prefix(Self.longest) + "…"
    }

    /// The parts of commands that tell which documents are looked for and what becomes of them.
    private static let commandParts: Set<String> = [
        "filter", "query", "pipeline", "sort", "update", "updates", "deletes", "q", "u",
    ]
    /// Operators and stages whose argument is made of fields and operators again.
    private static let operators: Set<String> = [
        "$and", "$or", "$nor", "$not", "$elemMatch", "$match", "$sort", "$group", "$project", "$facet", "$lookup",
        "$addFields", "$set", "$setOnInsert", "$unset", "$inc", "$mul", "$min", "$max", "$push", "$pull", "$addToSet",
        "$pop", "$bit", "$rename", "$currentDate",
    ]

    private static func shape(of fields: [(key: String, value: BSONValue)]) -> String {
        let parts = fields.map { key, value in
            if key == "sort" || key == "$sort", let order = value.documentValue {
                return "\(key): \(Self.order(order))"
            }
            return "\(key): \(Self.shape(of: value, opens: Self.opens(key)))"
        }
        return "{\(parts.joined(separator: ", "))}"
    }

    private static func opens(_ key: String) -> Bool {
        Self.commandParts.contains(key) || Self.operators.contains(key)
    }

    /// - Parameter opens: whether a document's keys are fields or operators.
    private static func shape(of value: BSONValue, opens: Bool) -> String {
        switch value {
        case .document(let document):
            let fields = document.fields
            let isOperation = fields.first?.key.hasPrefix("$") ?? false
            return opens || isOperation ? Self.shape(of: fields) : "?"
        case .array(let elements):
            guard opens else { return "[?]" }
            var shapes: [String] = []
            for shape in elements.lazy.map({ Self.shape(of: $0, opens: true) }) where shape != shapes.last {
                shapes.append(shape)
            }
            return "[\(shapes.joined(separator: ", "))]"
        default: return "?"
        }
    }

    /// The directions of an order are no data, and tell which index would serve it.
    private static func order(_ keys: BSONDocument) -> String {
        let parts = keys.fields.map { "\($0.key): \($0.value.intValue.map(String.init) ?? "?")" }
        return "{\(parts.joined(separator: ", "))}"
    }
}
