import Schemas

/// A field that the API will have, and does not heed yet: to ignore what a client gives there would do something else than
/// what it asks for. Null is as good as nothing.
struct NotTakenYet: SchemaValue {
    /// A schema knows its fields by their places, so there must be one.
    private let place: UInt8 = 0

    static func read(from reader: any ValueReader) throws(Rejected) -> NotTakenYet {
        if try reader.readNull() { return NotTakenYet() }
        try reader.skipValue()
        throw reader.reject("not_supported", "This is not taken yet; leave it out")
    }

    func write(to writer: any ValueWriter) { writer.writeNull() }

    static var valueWhenMissing: NotTakenYet? { NotTakenYet() }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { ["type": "null"] }
}

extension Field where Value == NotTakenYet {
    /// A field of this name that must be left out.
    static func notTakenYet(_ name: StaticString, _ keyPath: any KeyPath<Root, NotTakenYet> & Sendable) -> Field {
        Field(name, keyPath).described("Not taken yet.")
    }
}
