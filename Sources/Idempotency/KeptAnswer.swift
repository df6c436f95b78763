public import FoundationEssentials
public import Schemas

/// An answer that is given again when its request comes again.
public struct KeptAnswer: SchemaObject {
    public var status: Int
    public var fields: [HeaderField]
    public var body: Data

    public init(status: Int, fields: [HeaderField], body: Data) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    public static let schema = Schema(KeptAnswer.init) {
        Field("status", \.status)
        Field("fields", \.fields)
        Field("body", \.body)
    }

    /// A field of the answer's header.
    public struct HeaderField: SchemaObject {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }

        public static let schema = Schema(HeaderField.init) {
            Field("name", \.name)
            Field("value", \.value)
        }
    }
}
