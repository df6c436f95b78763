public import FoundationEssentials

extension String: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> String { try reader.readString() }
    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(self) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { ["type": "string"] }
}

extension Bool: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Bool { try reader.readBool() }
    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(self) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { ["type": "boolean"] }
}

extension Int64: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Int64 { try reader.readInteger() }
    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(self) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "integer", "format": "int64"]
    }
}

extension Int: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Int { Int(try reader.readInteger()) }
    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(Int64(self)) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { ["type": "integer"] }
}

extension Int32: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Int32 {
        guard let value = Int32(exactly: try reader.readInteger()) else {
            throw reader.reject("int_out_of_range", "Input should fit in 32 bits")
        }
        return value
    }
    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(Int64(self)) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "integer", "format": "int32"]
    }
}

extension Double: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Double { try reader.readDouble() }
    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(self) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { ["type": "number"] }
}

extension ExactDecimal: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> ExactDecimal {
        try reader.readDecimal()
    }
    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(self) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { ["type": "number"] }
}

extension Date: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Date { try reader.readDate() }
    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(self) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "string", "format": "date-time"]
    }
}

extension Data: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> Data { Data(try reader.readBytes()) }
    public func write(to writer: any ValueWriter) { writer.write([UInt8](self)) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "string", "contentEncoding": "base64"]
    }
}

extension UUID: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> UUID { try reader.readUUID() }
    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(self) }
    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "string", "format": "uuid"]
    }
}
