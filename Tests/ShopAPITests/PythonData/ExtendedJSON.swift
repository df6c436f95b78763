import BSON
import Foundation
import Schemas
import Testing

/// Documents as `mongoexport` writes them: a line each, in MongoDB's extended JSON, of which this knows what the tests'
/// dumps have.
struct ExtendedJSON {
    let documents: [BSONValue]

    /// - Parameter path: below `Tests/Fixtures`, without its extension.
    init(_ path: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/\(path).json").standardizedFileURL
        self.documents = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            try Self.value(try JSONNode(json: Array(line.utf8)))
        }
    }

    private static func value(_ node: JSONNode) throws -> BSONValue {
        switch node {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .string(let text): return .string(text)
        case .number(let number):
            // In the relaxed form, a number with a point is a double.
            guard number.exponent == 0 else { return .double(try #require(Double(number.description))) }
            return Int32(exactly: number.coefficient).map { .int32($0) } ?? .int64(number.coefficient)
        case .array(let elements): return .array(try elements.map(Self.value))
        case .object(let fields):
            if fields.count == 1, let special = try Self.special(fields[0]) { return special }
            return .document(BSONDocument(try fields.map { ($0.key, try Self.value($0.value)) }))
        }
    }

    private static func special(_ field: JSONNode.Field) throws -> BSONValue? {
        let text = field.value.text
        switch field.key {
        case "$oid": return .objectID(try #require(text.flatMap { ObjectID($0) }))
        case "$numberInt": return .int32(try #require(text.flatMap { Int32($0) }))
        case "$numberLong": return .int64(try #require(text.flatMap { Int64($0) }))
        case "$numberDouble": return .double(try #require(text.flatMap { Double($0) }))
        case "$date":
            if let milliseconds = field.value["$numberLong"]?.text.flatMap({ Double($0) }) {
                return .date(Date(timeIntervalSince1970: milliseconds / 1000))
            }
            return .date(try Date(json: field.value.json()))
        default: return nil
        }
    }
}
