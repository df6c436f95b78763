/// A field's name, checked once for every format.
public struct FieldName: Sendable {
    /// The name as stored and sent.
    public let text: StaticString

    init(_ text: StaticString) {
        precondition(text.hasPointerRepresentation, "a field's name is text, not a single scalar")
        self.text = text
        // Written between quotes as it is in JSON, and up to a NUL in BSON.
        precondition(
            self.bytes.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") },
            "the field name '\(text)' holds a quote, a backslash or a control character")
    }

    /// The name as a `String`.
    public var string: String { self.text.description }

    /// The bytes of the name, which live as long as the program.
    @inlinable
    @inline(__always)
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: self.text.utf8Start, count: self.text.utf8CodeUnitCount)
    }
}
