public import FoundationEssentials

/// Where values are written: one implementation a format.
///
/// Calls must nest properly: inside an object every value follows a ``key(_:)``, inside an array values
/// follow one another.
public protocol ValueWriter: AnyObject {
    /// Whether the value is written for others: fields are repeated under their further names, and fields that are
    /// only stored are left out.
    var writesAliases: Bool { get }
    /// Names the next value of the innermost object.
    func key(_ name: FieldName)
    /// Names the next value of the innermost object by a name known only at run time.
    func key(_ name: String)
    func writeNull()
    func write(_ value: Bool)
    func write(_ value: Int64)
    func write(_ value: Double)
    /// Consuming, so that a text that was read out of a model for this call is not counted a second time.
    func write(_ value: consuming String)
    /// Writes text that is known to be UTF-8, without making a `String` of it first.
    func write(utf8 text: UnsafeRawBufferPointer)
    func write(_ value: Date)
    func write(_ value: ExactDecimal)
    /// Binary data: base64 text where the format has no bytes.
    func write(_ value: [UInt8])
    func write(_ value: UUID)
    /// Writes the value of a field that is stored encrypted. Formats for others than the store write it as it is.
    ///
    /// - Parameter write: writes the value to the writer that it is given.
    func writeEncrypted(_ write: (any ValueWriter) -> Void)
    func beginObject()
    func endObject()
    func beginArray()
    func endArray()
}

extension ValueWriter {
    /// As text, in a format without a type for it.
    public func write(_ value: UUID) { self.write(value.uuidString.lowercased()) }

    public func writeEncrypted(_ write: (any ValueWriter) -> Void) { write(self) }

    public func write(utf8 text: UnsafeRawBufferPointer) {
        self.write(String(decoding: text, as: UTF8.self))
    }
}
