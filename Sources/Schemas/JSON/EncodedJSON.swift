/// A value as the JSON text that goes out, for caching and sending without encoding it again.
public struct EncodedJSON<Value: SchemaValue>: Sendable {
    /// The text in UTF-8.
    public let bytes: [UInt8]

    public init(_ value: Value) {
        self.bytes = value.json()
    }

    /// Takes text that is known to be the JSON of such a value.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The value again.
    ///
    /// - Throws: ``ValidationError`` when the text is no such value.
    public func decoded() throws(ValidationError) -> Value {
        try Value(json: self.bytes)
    }
}
