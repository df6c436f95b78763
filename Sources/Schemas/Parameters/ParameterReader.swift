public import FoundationEssentials

/// Reads an object from named texts, as a query string or a path has them: `skip=20` fills an integer.
///
/// A name that appears more than once counts with its last value, as web frameworks have it; a list has all of its values. An
/// object whose field's name ends with a dot has what begins with that: `option.size=M` is `size` in the field `option.`.
public final class ParameterReader: ValueReader {
    public var violations: [Violation] = []
    public let checksConstraints = true
    public let isBroken = false

    /// What has one name.
    private struct Entry {
        let name: String
        var values: [String] = []
        /// What stands behind the name, where that ends with a dot.
        var parts: Entries?
    }

    /// In the order of their first appearance. The client chooses how many there are: looking each up among all before
    /// would take their square.
    private struct Entries {
        private(set) var list: [Entry] = []
        private var indexes: [ExactText: Int] = [:]

        mutating func add(_ value: String, _ name: String) {
            self.change(name) { $0.values.append(value) }
        }

        mutating func add(_ value: String, _ part: String, in group: String) {
            self.change(group) { entry in
                var parts = entry.parts ?? Entries()
                entry.parts = nil
                parts.add(value, part)
                entry.parts = parts
            }
        }

        private mutating func change(_ name: String, _ change: (inout Entry) -> Void) {
            let index = self.indexes[ExactText(name)] ?? self.list.count
            if index == self.list.count {
                self.indexes[ExactText(name)] = index
                self.list.append(Entry(name: name))
            }
            change(&self.list[index])
        }
    }

    /// An object that is read, and how many of its fields have been.
    private var open: (entries: [Entry], next: Int)
    /// The object around it.
    private var outer: (entries: [Entry], next: Int)?
    /// Which value of a list is read; nil outside of lists.
    private var element: Int?
    private var hasBegun = false
    private let name = GrowingBytes(capacity: 64)

    public init(_ parameters: [(name: String, value: String)]) {
        var entries = Entries()
        for (name, value) in parameters {
            entries.add(value, name)
            if let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) {
                let behind = name.utf8.index(after: dot)
                entries.add(value, String(name[behind...]), in: String(name[..<behind]))
            }
        }
        self.open = (entries.list, 0)
    }

    private var entry: Entry {
        precondition(
            self.open.next > 0, "parameters are fields: they are read into an object, not into a single value")
        return self.open.entries[self.open.next - 1]
    }

    private var text: String {
        let values = self.entry.values
        return self.element.map { values[$0] } ?? values.last ?? ""
    }

    public func beginObject() throws(Rejected) {
        guard self.hasBegun else {
            self.hasBegun = true
            return
        }
        guard self.outer == nil, self.element == nil, let parts = self.entry.parts else {
            throw self.reject("model_type", "Input should be a single value")
        }
        self.outer = self.open
        self.open = (parts.list, 0)
    }

    public func nextField() throws(Rejected) -> UnsafeRawBufferPointer? {
        guard self.open.next < self.open.entries.count else {
            if let outer {
                self.open = outer
                self.outer = nil
            }
            return nil
        }
        self.name.removeAll()
        var name = self.open.entries[self.open.next].name
        name.withUTF8 { self.name.append(contentsOf: UnsafeRawBufferPointer($0)) }
        self.open.next += 1
        return self.name.bytes
    }

    public func skipValue() throws(Rejected) {}

    public func readNull() throws(Rejected) -> Bool { false }

    public func readString() throws(Rejected) -> String { self.text }

    public func readBool() throws(Rejected) -> Bool {
        switch self.text.lowercased() {
        case "true", "t", "1", "yes", "y", "on": return true
        case "false", "f", "0", "no", "n", "off": return false
        default:
            throw self.reject("bool_parsing", "Input should be a valid boolean, unable to interpret input")
        }
    }

    public func readInteger() throws(Rejected) -> Int64 {
        // In JSON Schema 2.0 is an integer.
        let parts = self.text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let isWhole = parts.count == 1 || !parts[1].isEmpty && parts[1].allSatisfy { $0 == UInt8(ascii: "0") }
        guard isWhole, let value = Int64(Substring(parts[0])) else {
            throw self.reject(
                "int_parsing", "Input should be a valid integer, unable to parse string as an integer")
        }
        return value
    }

    public func readDouble() throws(Rejected) -> Double {
        // Swift also reads hexadecimal.
        let text = self.text
        guard let value = Double(text), value.isFinite, !text.utf8.contains(where: { $0 | 0x20 == 0x78 }) else {
            throw self.reject("float_parsing", "Input should be a valid number, unable to parse string as a number")
        }
        return value
    }

    public func readDecimal() throws(Rejected) -> ExactDecimal {
        guard let value = ExactDecimal(self.text) else {
            throw self.reject("decimal_parsing", "Input should be a valid decimal")
        }
        return value
    }

    public func readDate() throws(Rejected) -> Date {
        var text = self.text
        guard let date = text.withUTF8({ CalendarMoment.date(parsing: UnsafeRawBufferPointer($0)) }) else {
            throw self.reject("datetime_parsing", "Input should be a valid datetime, as in 2024-10-21T10:30:00Z")
        }
        return date
    }

    public func readBytes() throws(Rejected) -> [UInt8] { Array(self.text.utf8) }

    public func beginArray() throws(Rejected) {
        // A list in a list has no text form.
        guard self.element == nil else { throw self.reject("list_type", "Input should be a single value") }
        self.element = -1
    }

    public func nextElement() throws(Rejected) -> Bool {
        let next = (self.element ?? -1) + 1
        self.element = next < self.entry.values.count ? next : nil
        return self.element != nil
    }
}

extension SchemaValue {
    /// Reads an object from named texts.
    ///
    /// - Throws: ``ValidationError`` with everything that is wrong.
    public init(parameters: [(name: String, value: String)]) throws(ValidationError) {
        let reader = ParameterReader(parameters)
        do throws(Rejected) {
            self = try Self.read(from: reader)
        } catch {
            throw ValidationError(reader.violations)
        }
    }
}
