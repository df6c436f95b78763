/// An enumeration whose cases hold objects. It is stored and sent as the case's object with one more field, which
/// names the case.
///
/// ```swift
/// enum Payment: SchemaUnion {
///     case card(Card)
///     case invoice(Invoice)
///     case cash
///
///     enum Kind: String, SchemaEnum { case card, invoice, cash }
///
///     static func variant(_ kind: Kind) -> Variant<Payment> {
///         switch kind {
///         case .card: Variant(Payment.card)
///         case .invoice: Variant(Payment.invoice)
///         case .cash: Variant(.cash)
///         }
///     }
///
///     var selected: Selected<Kind> {
///         switch self {
///         case .card(let card): Selected(.card, card)
///         case .invoice(let invoice): Selected(.invoice, invoice)
///         case .cash: Selected(.cash)
///         }
///     }
/// }
/// ```
/// A card is then `{"kind": "card", "number": …}`. Both switches are exhaustive: a case that is forgotten does not
/// compile.
public protocol SchemaUnion: SchemaValue where Constrained == Self {
    /// The names of the cases.
    associatedtype Kind: SchemaEnum where Kind.RawValue == String

    /// The field that names the case; `kind` if nothing else is said. No object of a case has a field of that name.
    static var discriminator: StaticString { get }

    /// How a case is read.
    static func variant(_ kind: Kind) -> Variant<Self>

    /// The case of this value, and what it holds.
    var selected: Selected<Kind> { get }
}

/// How a case of a ``SchemaUnion`` is read.
public struct Variant<Root>: Sendable {
    let payload: (any SchemaObject.Type)?
    let read: @Sendable (any ValueReader) throws(Rejected) -> Root

    /// A case that holds an object.
    public init<Payload: SchemaObject>(_ make: @escaping @Sendable (Payload) -> Root) {
        self.payload = Payload.self
        self.read = { (reader) throws(Rejected) in make(try Payload.read(from: reader)) }
    }

    /// A case that holds nothing.
    public init(_ value: Root) where Root: Sendable {
        self.payload = nil
        self.read = { (reader) throws(Rejected) in
            try reader.skipValue()
            return value
        }
    }
}

/// The case of a value of a ``SchemaUnion``, and what it holds.
public struct Selected<Kind: SchemaEnum>: Sendable {
    let kind: Kind
    let payload: (any SchemaObject)?

    public init(_ kind: Kind, _ payload: some SchemaObject) {
        self.kind = kind
        self.payload = payload
    }

    public init(_ kind: Kind) {
        self.kind = kind
        self.payload = nil
    }
}

extension SchemaUnion {
    public static var discriminator: StaticString { "kind" }

    public static func read(from reader: any ValueReader) throws(Rejected) -> Self {
        let name = FieldName(Self.discriminator)
        guard let text = try reader.textOfField(name) else { throw try self.missingKind(name, reader) }
        guard let kind = Kind(named: text) else {
            try reader.skipValue()
            reader.violations.append(
                Violation(path: [.field(name.string)], code: "enum", message: "Input should be \(Kind.listOfCases)"))
            throw Rejected()
        }
        return try Self.variant(kind).read(reader)
    }

    /// Moves past the value, and reports what is there instead of an object that names its case.
    private static func missingKind(_ name: FieldName, _ reader: any ValueReader) throws(Rejected) -> Rejected {
        // Reports by itself whatever is no object.
        try reader.beginObject()
        while try reader.nextField() != nil { try reader.skipValue() }
        reader.violations.append(
            Violation(path: [.field(name.string)], code: "missing", message: "Field required"))
        return Rejected()
    }

    public func write(to writer: any ValueWriter) {
        let selected = self.selected
        writer.beginObject()
        writer.key(FieldName(Self.discriminator))
        selected.kind.write(to: writer)
        if let payload = selected.payload { payload.writeFields(to: writer) }
        writer.endObject()
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        let name = Self.discriminator.description
        var alternatives: [JSONNode] = []
        for kind in Kind.allCases {
            let label: JSONNode = [
                "type": "object", "properties": .object([.init(name, ["const": .string(kind.rawValue)])]),
                "required": [.string(name)],
            ]
            if let payload = Self.variant(kind).payload {
                alternatives.append(["allOf": [payload.jsonSchema(in: &definitions), label]])
            } else {
                alternatives.append(label)
            }
        }
        return ["oneOf": .array(alternatives), "discriminator": ["propertyName": .string(name)]]
    }

    public static var shape: ValueShape { .union(Self.self) }

    public func innerViolations() -> [Violation] { self.selected.payload?.innerViolations() ?? [] }

    /// The objects that the cases hold.
    ///
    /// It stops the program when one of them has a field of the discriminator's name.
    static var payloads: [any SchemaObject.Type] {
        Kind.allCases.compactMap { kind in
            guard let payload = Self.variant(kind).payload else { return nil }
            precondition(
                !payload.fieldShapes.contains { $0.name.hasSameBytes(as: Self.discriminator.description) },
                "\(Self.self): the field '\(Self.discriminator)' of \(payload) is the one that names the case")
            return payload
        }
    }
}

extension SchemaObject {
    fileprivate func writeFields(to writer: any ValueWriter) { Self.schema.writeFields(of: self, to: writer) }
}
