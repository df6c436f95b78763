/// The loops over a schema's fields, free of the model's type: generic code would look up type metadata
/// for every field, and copying a description full of closures costs more than reading the value.
@usableFromInline
final class FieldTable: Sendable {
    /// What a constraint finds in the value at an address.
    @usableFromInline typealias Check = @Sendable (UnsafeRawPointer) -> Violation?

    /// What reading needs of every field.
    struct Input: Sendable {
        let name: FieldName
        /// Whether the field is none of a value that comes from others.
        let isStoredOnly: Bool
        /// Whether the field is stored encrypted.
        let isEncrypted: Bool
        /// Where the value waits, among the others, until all are read.
        let offset: Int
        /// What the constraints find in the value at an address.
        let checks: [Check]
        let read: @Sendable (any ValueReader, UnsafeMutableRawPointer) throws(Rejected) -> Void
    }

    /// What writing needs of every name under which a field appears.
    struct Output: Sendable {
        let name: FieldName
        /// What to add to the model's address to get the closure's.
        let offset: Int
        let write: @Sendable (UnsafeRawPointer, any ValueWriter, FieldName) -> Void
    }

    @usableFromInline typealias Copying =
        @Sendable (any ValueReader, any ValueWriter, ContiguousArray<FieldName>)
        throws(Rejected) -> Void

    /// What copying needs of every field that others see.
    struct Copy: Sendable {
        /// The name under which it is stored, and those under which it appears besides.
        let names: ContiguousArray<FieldName>
        let copy: Copying
    }

    /// Everything wrong with the value of a field, at the address that writing takes.
    @usableFromInline typealias Validation = @Sendable (UnsafeRawPointer, [Check]) -> [Violation]

    /// What is needed when something is missing or wrong.
    struct Fallback: Sendable {
        /// Puts the default into the slot; false when the field is required.
        let initializeMissing: @Sendable (UnsafeMutableRawPointer) -> Bool
        let destroy: @Sendable (UnsafeMutableRawPointer) -> Void
    }

    private let paths: ContiguousArray<any AnyKeyPath & Sendable>
    private let inputs: ContiguousArray<Input>
    private let outputs: ContiguousArray<Output>
    private let outputsForOthers: ContiguousArray<Output>
    private let copies: ContiguousArray<Copy>
    private let validations: ContiguousArray<Validation>
    private let fallbacks: ContiguousArray<Fallback>

    init(
        paths: [any AnyKeyPath & Sendable], inputs: [Input], outputs: [Output], outputsForOthers: [Output],
        copies: [Copy], validations: [Validation], fallbacks: [Fallback]
    ) {
        self.paths = ContiguousArray(paths)
        self.inputs = ContiguousArray(inputs)
        self.outputs = ContiguousArray(outputs)
        self.outputsForOthers = ContiguousArray(outputsForOthers)
        self.copies = ContiguousArray(copies)
        self.validations = ContiguousArray(validations)
        self.fallbacks = ContiguousArray(fallbacks)
    }

    /// The field of a property.
    func field(of path: AnyKeyPath) -> Input? {
        for index in self.paths.indices where self.paths[index] == path { return self.inputs[index] }
        return nil
    }

    /// Writes every field of the model at an address.
    @usableFromInline
    func write(from model: UnsafeRawPointer, to writer: any ValueWriter) {
        for output in writer.writesAliases ? self.outputsForOthers : self.outputs {
            output.write(model + output.offset, writer, output.name)
        }
    }

    /// Writes a value under each of its names.
    @usableFromInline
    static func write(
        _ value: some SchemaValue, to writer: any ValueWriter, _ names: ContiguousArray<FieldName>
    ) {
        for name in names {
            writer.key(name)
            value.write(to: writer)
        }
    }

    /// Copies the fields that others see, in one pass: their order must be the declared one, and none may be missing.
    @usableFromInline
    func copy(from reader: any ValueReader, to writer: any ValueWriter) throws(Rejected) {
        var expected = 0
        while true {
            var isExpected = false
            if expected < self.copies.count { isExpected = try reader.nextField(named: self.copies[expected].names[0]) }
            if !isExpected {
                guard let key = try reader.nextField() else { break }
                guard let index = self.copies.firstIndex(where: { $0.names[0].bytes.hasSameBytes(as: key) }) else {
                    try reader.skipValue()
                    continue
                }
                guard index == expected else { throw Rejected() }
            }
            try self.copies[expected].copy(reader, writer, self.copies[expected].names)
            expected += 1
        }
        guard expected == self.copies.count else { throw Rejected() }
    }

    /// Everything that the constraints find in the model at an address, with paths.
    func violations(in model: UnsafeRawPointer) -> [Violation] {
        var violations: [Violation] = []
        for index in self.inputs.indices {
            let found = self.validations[index](model + self.outputs[index].offset, self.inputs[index].checks)
            for violation in found { violations.append(violation.inside(.field(self.inputs[index].name.string))) }
        }
        return violations
    }

    /// Decodes every field into its slot, up to the object's end.
    ///
    /// - Throws: ``Rejected``, and then every slot is uninitialised again.
    @usableFromInline
    func read(into slots: UnsafeMutableRawPointer, from reader: any ValueReader) throws(Rejected) {
        var filled: UInt64 = 0
        do throws(Rejected) {
            try self.fill(slots, &filled, from: reader)
        } catch {
            for index in self.inputs.indices where filled & (1 << UInt64(index)) != 0 {
                self.fallbacks[index].destroy(slots + self.inputs[index].offset)
            }
            throw error
        }
    }

    /// `filled` tells which slots hold a value, also when it throws.
    private func fill(
        _ slots: UnsafeMutableRawPointer, _ filled: inout UInt64, from reader: any ValueReader
    ) throws(Rejected) {
        var met: UInt64 = 0
        let checksConstraints = reader.checksConstraints
        var rejected = false
        var expected = 0
        // Nothing is reported without something being rejected, so that counting again then is enough.
        var reported = reader.violationCount
        while true {
            let index: Int
            // Writers keep the declared order.
            if expected < self.inputs.count, try reader.nextField(named: self.inputs[expected].name) {
                index = expected
            } else {
                guard let key = try reader.nextField() else { break }
                guard let found = self.inputs.firstIndex(where: { $0.name.bytes.hasSameBytes(as: key) }) else {
                    try reader.skipValue()
                    continue
                }
                index = found
            }
            expected = index + 1
            if self.inputs[index].isStoredOnly, checksConstraints {
                try reader.skipValue()
                continue
            }
            let bit: UInt64 = 1 << UInt64(index)
            let offset = self.inputs[index].offset
            if met & bit != 0 {
                try reader.skipValue()
                self.report(reader, index, "duplicate_field", "Field appears more than once")
                rejected = true
                reported = reader.violationCount
                continue
            }
            met |= bit
            do throws(Rejected) {
                try self.inputs[index].read(reader, slots + offset)
                filled |= bit
                guard checksConstraints, !self.inputs[index].checks.isEmpty else { continue }
                if self.obeysConstraints(index, slots + offset, reader) { continue }
            } catch {
                if reader.isBroken { throw error }
            }
            rejected = true
            reader.prependToViolations(after: reported, .field(self.inputs[index].name.string))
            reported = reader.violationCount
        }
        if met.nonzeroBitCount != self.inputs.count {
            for index in self.inputs.indices where met & (1 << UInt64(index)) == 0 {
                if self.fallbacks[index].initializeMissing(slots + self.inputs[index].offset) {
                    filled |= 1 << UInt64(index)
                } else {
                    rejected = true
                    self.report(reader, index, "missing", "Field required")
                }
            }
        }
        if rejected { throw Rejected() }
    }

    /// Reports what the constraints find in a value.
    private func obeysConstraints(_ index: Int, _ value: UnsafeRawPointer, _ reader: any ValueReader) -> Bool {
        var isFine = true
        for check in self.inputs[index].checks {
            guard let violation = check(value) else { continue }
            reader.violations.append(violation)
            isFine = false
        }
        return isFine
    }

    private func report(_ reader: any ValueReader, _ index: Int, _ code: String, _ message: String) {
        let path = [PathPart.field(self.inputs[index].name.string)]
        reader.violations.append(Violation(path: path, code: code, message: message))
    }
}
