public import FoundationEssentials

/// Where values are read from: one implementation a format, one pass from front to back.
///
/// A reader collects ``Violation``s instead of stopping at the first; a method that throws
/// ``Rejected`` has reported why and has moved past the value, unless the input itself is broken.
public protocol ValueReader: AnyObject {
    /// What was reported so far. Paths are relative to the value being read; the object or array around
    /// it prepends its own part when the violation passes through.
    var violations: [Violation] { get set }

    /// How many violations were reported so far.
    var violationCount: Int { get }

    /// Whether constraints apply, and nothing but the store may set fields that are only stored. A stored document is
    /// trusted to have been valid when it was written.
    var checksConstraints: Bool { get }

    /// Whether the input ended or is malformed, so that nothing more can be read from it.
    var isBroken: Bool { get }

    /// Consumes a null and returns true, or leaves any other value alone and returns false.
    func readNull() throws(Rejected) -> Bool
    func readBool() throws(Rejected) -> Bool
    func readInteger() throws(Rejected) -> Int64
    func readDouble() throws(Rejected) -> Double
    func readString() throws(Rejected) -> String
    func readDate() throws(Rejected) -> Date
    func readDecimal() throws(Rejected) -> ExactDecimal
    func readBytes() throws(Rejected) -> [UInt8]
    func readUUID() throws(Rejected) -> UUID
    /// Reads the value of a field that is stored encrypted. Formats for others than the store have it as it is.
    func readEncrypted<Value: SchemaValue>(as type: Value.Type) throws(Rejected) -> Value
    func skipValue() throws(Rejected)

    func beginObject() throws(Rejected)
    /// The name of the next field, or nil at the object's end. The bytes are valid until the next call.
    func nextField() throws(Rejected) -> UnsafeRawBufferPointer?
    /// Moves to the next field if it has the given name. Otherwise it returns false and stays where it is, for
    /// ``nextField()`` to tell what is there: a reader may always do that.
    func nextField(named name: FieldName) throws(Rejected) -> Bool
    /// Looks into the object at the position for the text of a field, and stays in front of it.
    ///
    /// - Returns: nil when there is no object, no such field or no text in it.
    func textOfField(_ name: FieldName) throws(Rejected) -> String?
    func beginArray() throws(Rejected)
    /// Whether another element follows; false has consumed the array's end.
    func nextElement() throws(Rejected) -> Bool
}

extension ValueReader {
    public var violationCount: Int { self.violations.count }

    public func nextField(named name: FieldName) throws(Rejected) -> Bool { false }

    /// Of a format without objects in objects.
    public func textOfField(_ name: FieldName) throws(Rejected) -> String? { nil }

    public func readEncrypted<Value: SchemaValue>(as type: Value.Type) throws(Rejected) -> Value {
        try Value.read(from: self)
    }

    /// From the text, in a format without a type for it.
    public func readUUID() throws(Rejected) -> UUID {
        guard let value = UUID(uuidString: try self.readString()) else {
            throw self.reject("uuid_parsing", "Input should be a valid UUID")
        }
        return value
    }

    /// Reports a violation of the value being read.
    ///
    /// - Returns: the error to throw.
    public func reject(_ code: String, _ message: String) -> Rejected {
        self.violations.append(Violation(code: code, message: message))
        return Rejected()
    }

    /// Prepends a part to the path of every violation reported since there were `count` of them.
    @usableFromInline
    func prependToViolations(after count: Int, _ part: @autoclosure () -> PathPart) {
        guard self.violationCount > count else { return }
        let part = part()
        for index in count..<self.violations.count {
            self.violations[index].path.insert(part, at: 0)
        }
    }
}

extension ValueReader {
    /// Reads a text for a closure to look at, without making a `String` of it where the format allows.
    package func withText<Result>(_ body: (UnsafeRawBufferPointer) -> Result) throws(Rejected) -> Result {
        if let reader = self as? JSONReader { return body(try reader.readUTF8()) }
        var text = try self.readString()
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }

    /// Reads on in an object up to the text of a field.
    ///
    /// - Returns: nil when there is none.
    package func findText(of name: FieldName) throws(Rejected) -> String? {
        try self.beginObject()
        while let key = try self.nextField() {
            if key.hasSameBytes(as: name.bytes) { return try self.readString() }
            try self.skipValue()
        }
        return nil
    }
}
