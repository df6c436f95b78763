/// A value that a ``Schema`` can read, write, validate and describe.
///
/// One conformance serves every format: a ``ValueWriter`` and a ``ValueReader`` are the only things it
/// talks to, and JSON, query strings and BSON each implement those two.
public protocol SchemaValue: Sendable {
    /// What constraints look at: the value itself, or what an optional or a ``Patch`` holds.
    associatedtype Constrained = Self

    /// Reads the value at the reader's position.
    ///
    /// - Throws: ``Rejected`` after the reason was reported to the reader.
    static func read(from reader: any ValueReader) throws(Rejected) -> Self

    /// Appends the value to the writer.
    func write(to writer: any ValueWriter)

    /// Appends the value at an address. Types need not implement this: it exists because taking an object with
    /// all that it refers to out of an array first would cost as much as writing it.
    static func write(at address: UnsafePointer<Self>, to writer: any ValueWriter)

    /// Reads a value from one format and writes it in another. What holds other values does so with one after the other,
    /// without making the whole. It may have written a part when it throws.
    ///
    /// - Throws: ``Rejected`` where no value can be read; an object also where its fields have another order than declared, or
    ///   one that others see is missing: it has to be read as a whole then.
    static func copy(from reader: any ValueReader, to writer: any ValueWriter) throws(Rejected)

    /// The JSON Schema of the type; named types are added to `definitions` and referred to.
    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode

    /// What the constraints of a field check, or nil when there is nothing to check.
    var constrained: Constrained? { get }

    /// Whether the field is left out of its object instead of being written.
    var isOmitted: Bool { get }

    /// The value of a field that is missing in its object, or nil when such a field is required.
    static var valueWhenMissing: Self? { get }

    /// How the type is built. Types need not implement this.
    static var shape: ValueShape { get }

    /// What is wrong inside the value itself, below the field that holds it.
    func innerViolations() -> [Violation]
}

extension SchemaValue {
    @inlinable
    public static func write(at address: UnsafePointer<Self>, to writer: any ValueWriter) {
        address.pointee.write(to: writer)
    }

    @inlinable
    public static func copy(from reader: any ValueReader, to writer: any ValueWriter) throws(Rejected) {
        try Self.read(from: reader).write(to: writer)
    }

    @inlinable
    public var isOmitted: Bool { false }

    @inlinable
    public static var valueWhenMissing: Self? { nil }

    public static var shape: ValueShape { .scalar(Self.self) }

    @inlinable
    public func innerViolations() -> [Violation] { [] }
}

extension SchemaValue where Constrained == Self {
    @inlinable
    public var constrained: Self? { self }
}

/// Reading a value failed; why is in the ``Violation``s reported to the reader.
public struct Rejected: Error {
    @inlinable
    public init() {}
}
