public import FoundationEssentials

/// Reads an object from named texts, as a query string or a path has them: `skip=20` fills an integer.
///
/// A name that appears more than once counts with its last value, as web frameworks have it.
public final class ParameterReader: ValueReader {
    public var violations: [Violation] = []
    public let checksConstraints = true
    public let isBroken = false

    private let parameters: [(name: String, value: String)]
    private var next = 0
    private let name = GrowingBytes(capacity: 64)

    public init(_ parameters: [(name: String, value: String)]) {
        var last: [(name: String, value: String)] = []
        // The client chooses how many there are: looking each up among all before would take their square.
        var indexes: [ExactText: Int] = [:]
        for parameter in parameters {
            let name = ExactText(parameter.name)
            if let index = indexes[name] {
                last[index] = parameter
            } else {
                indexes[name] = last.count
                last.append(parameter)
            }
        }
        self.parameters = last
    }

    private var text: String {
        precondition(self.next > 0, "parameters are fields: they are read into an object, not into a single value")
        return self.parameters[self.next - 1].value
    }

    public func beginObject() throws(Rejected) {
        // One object is all there is; an object below a parameter has no text form.
        guard self.next == 0 else { throw self.reject("model_type", "Input should be a single value") }
    }

    public func nextField() throws(Rejected) -> UnsafeRawBufferPointer? {
        guard self.next < self.parameters.count else { return nil }
        self.name.removeAll()
        var name = self.parameters[self.next].name
        name.withUTF8 { self.name.append(contentsOf: UnsafeRawBufferPointer($0)) }
        self.next += 1
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
        throw self.reject("list_type", "Input should be a single value")
    }

    public func nextElement() throws(Rejected) -> Bool { false }
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
