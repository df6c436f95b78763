/// One property of a model: its name in documents and JSON, and what is required of it.
///
/// ```swift
/// Field("price", \.price).positive()
/// Field("inventory", \.inventory, default: 0).range(0...)
/// ```
public struct Field<Root, Value: SchemaValue>: Sendable {
    /// The name in documents and JSON.
    public let name: StaticString
    @usableFromInline let keyPath: any KeyPath<Root, Value> & Sendable
    @usableFromInline let fallback: (@Sendable () -> Value)?
    /// Created here and not in `Schema`, because here the compiler knows the concrete type of the value.
    @usableFromInline var readInto: @Sendable (any ValueReader, UnsafeMutableRawPointer) throws(Rejected) -> Void
    /// Takes the address of the value, or of the whole model when the property is computed. Like
    /// ``readInto`` it captures nothing for a stored property, so that calling it counts no references.
    @usableFromInline var writeFrom: @Sendable (UnsafeRawPointer, any ValueWriter, FieldName) -> Void
    /// Takes a value from one format to another, where it has one or more names.
    @usableFromInline var copy: FieldTable.Copying
    /// Takes the same address as ``writeFrom``, and what the constraints ask of a value's address.
    @usableFromInline let violationsAt: FieldTable.Validation
    /// The offset in the model of what ``writeFrom`` takes.
    @usableFromInline let storedOffset: Int

    public internal(set) var aliases: [StaticString] = []
    public internal(set) var index: FieldIndex?
    public internal(set) var role: FieldRole?
    public internal(set) var isStoredOnly = false
    public internal(set) var isEncrypted = false
    public internal(set) var constraints: [Constraint<Value>] = []
    public internal(set) var summary: String?
    public internal(set) var example: Value?

    /// Declares a field.
    ///
    /// - Parameters:
    ///   - name: the name in documents and JSON.
    ///   - keyPath: the property.
    @inlinable
    public init(_ name: StaticString, _ keyPath: any KeyPath<Root, Value> & Sendable) {
        self.init(name, keyPath, fallback: nil)
    }

    /// Declares a field that may be missing.
    ///
    /// - Parameter fallback: the value of a missing field, evaluated anew each time.
    @inlinable
    public init(
        _ name: StaticString, _ keyPath: any KeyPath<Root, Value> & Sendable,
        default fallback: @autoclosure @escaping @Sendable () -> Value
    ) {
        self.init(name, keyPath, fallback: fallback)
    }

    @inlinable
    init(
        _ name: StaticString, _ keyPath: any KeyPath<Root, Value> & Sendable,
        fallback: (@Sendable () -> Value)?
    ) {
        self.name = name
        self.keyPath = keyPath
        self.fallback = fallback
        self.readInto = { (reader, slot) throws(Rejected) in
            slot.initializeMemory(as: Value.self, to: try Value.read(from: reader))
        }
        self.copy = { (reader, writer, names) throws(Rejected) in
            if names.count == 1 {
                writer.key(names[0])
                return try Value.copy(from: reader, to: writer)
            }
            try FieldTable.write(Value.read(from: reader), to: writer, names)
        }
        // A stored property is read at its offset: following a key path costs ten times as much.
        if let offset = MemoryLayout<Root>.offset(of: keyPath) {
            self.storedOffset = offset
            self.writeFrom = { address, writer, name in
                let value = address.assumingMemoryBound(to: Value.self)
                if value.pointee.isOmitted { return }
                writer.key(name)
                Value.write(at: value, to: writer)
            }
            self.violationsAt = { address, checks in
                Self.violations(at: address.assumingMemoryBound(to: Value.self), checks)
            }
        } else {
            self.storedOffset = 0
            self.writeFrom = { address, writer, name in
                let value = address.assumingMemoryBound(to: Root.self).pointee[keyPath: keyPath]
                if value.isOmitted { return }
                writer.key(name)
                value.write(to: writer)
            }
            self.violationsAt = { address, checks in
                let value = address.assumingMemoryBound(to: Root.self).pointee[keyPath: keyPath]
                return withUnsafePointer(to: value) { Self.violations(at: $0, checks) }
            }
        }
    }

    /// What the constraints find in a value, and what is wrong inside it.
    @inlinable
    static func violations(at value: UnsafePointer<Value>, _ checks: [FieldTable.Check]) -> [Violation] {
        var violations: [Violation] = []
        for check in checks {
            if let violation = check(value) { violations.append(violation) }
        }
        violations += value.pointee.innerViolations()
        return violations
    }

    /// Repeats the field in JSON output under another name.
    public func alsoAs(_ alias: StaticString) -> Self { self.with { $0.aliases.append(alias) } }

    /// Keeps the field to the store: JSON neither shows nor sets it, and descriptions don't know it.
    public func storedOnly() -> Self { self.with { $0.isStoredOnly = true } }

    /// Says in one sentence what the field holds, for the API's description.
    public func described(_ summary: String) -> Self { self.with { $0.summary = summary } }

    /// Shows a value in the API's description.
    public func example(_ value: Value) -> Self { self.with { $0.example = value } }

    /// Asks for an index, so that queries by this field stay fast.
    public func indexed() -> Self { self.with { $0.index = .plain } }

    /// Asks for a unique index: no two documents hold the same value.
    public func unique() -> Self { self.with { $0.index = .unique } }

    func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}

/// The index that a store keeps for a single field.
public enum FieldIndex: Sendable, Hashable {
    case plain
    case unique
}
