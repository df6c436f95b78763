public import FoundationEssentials

/// Writes JSON text straight into one growing buffer.
public final class JSONWriter: ValueWriter {
    public let writesAliases = true

    private let buffer: GrowingBytes
    /// Whether the next key or element must be separated from the one before.
    private var needsComma = false

    /// - Parameter capacity: the bytes to reserve at first.
    public init(capacity: Int = 1024) {
        self.buffer = GrowingBytes(capacity: max(capacity, 64))
    }

    /// Lends the text written so far.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(self.buffer.bytes)
    }

    /// A place in the text, to which the writer can go back.
    package struct Place {
        fileprivate let count: Int
        fileprivate let needsComma: Bool
    }

    package var place: Place { Place(count: self.buffer.bytes.count, needsComma: self.needsComma) }

    /// Takes back what was written behind a place.
    package func goBack(to place: Place) {
        self.buffer.truncate(to: place.count)
        self.needsComma = place.needsComma
    }

    public func key(_ name: FieldName) {
        if self.needsComma { self.buffer.append(UInt8(ascii: ",")) }
        self.needsComma = false
        self.buffer.append(UInt8(ascii: "\""))
        self.buffer.append(contentsOf: name.bytes)
        self.buffer.append("\":")
    }

    public func key(_ name: String) {
        self.write(name)
        self.buffer.append(UInt8(ascii: ":"))
        self.needsComma = false
    }

    public func writeNull() { self.writeToken("null") }

    public func write(_ value: Bool) {
        if value { self.writeToken("true") } else { self.writeToken("false") }
    }

    public func write(_ value: Int64) {
        self.beginValue()
        if value < 0 { self.buffer.append(UInt8(ascii: "-")) }
        self.appendDigits(of: value.magnitude)
    }

    /// JSON has no NaN and no infinity: both become null.
    public func write(_ value: Double) {
        guard value.isFinite else { return self.writeNull() }
        self.beginValue()
        self.appendText(value.description)
    }

    public func write(_ value: ExactDecimal) {
        self.beginValue()
        guard (-18...0).contains(value.exponent) else { return self.appendText(value.description) }
        if value.coefficient < 0 { self.buffer.append(UInt8(ascii: "-")) }
        if value.exponent == 0 { return self.appendDigits(of: value.coefficient.magnitude) }
        let unit = PowersOfTen[-value.exponent]
        let (whole, fraction) = value.coefficient.magnitude.quotientAndRemainder(dividingBy: unit)
        self.appendDigits(of: whole)
        self.buffer.append(UInt8(ascii: "."))
        self.appendDigits(of: fraction, places: -value.exponent)
    }

    /// The moment in UTC with milliseconds, as RFC 3339 writes it, which knows the years 0 to 9999; what lies
    /// outside becomes the nearest moment inside.
    public func write(_ value: Date) {
        self.beginValue()
        guard let moment = CalendarMoment(value) else {
            let isEarly = value.timeIntervalSince1970 < 0
            return self.buffer.append(isEarly ? "\"0000-01-01T00:00:00.000Z\"" : "\"9999-12-31T23:59:59.999Z\"")
        }
        self.buffer.append(UInt8(ascii: "\""))
        self.appendDigits(of: UInt64(moment.year), places: 4)
        self.buffer.append(UInt8(ascii: "-"))
        self.appendDigits(of: UInt64(moment.month), places: 2)
        self.buffer.append(UInt8(ascii: "-"))
        self.appendDigits(of: UInt64(moment.day), places: 2)
        self.buffer.append(UInt8(ascii: "T"))
        self.appendDigits(of: UInt64(moment.hour), places: 2)
        self.buffer.append(UInt8(ascii: ":"))
        self.appendDigits(of: UInt64(moment.minute), places: 2)
        self.buffer.append(UInt8(ascii: ":"))
        self.appendDigits(of: UInt64(moment.second), places: 2)
        self.buffer.append(UInt8(ascii: "."))
        self.appendDigits(of: UInt64(moment.millisecond), places: 3)
        self.buffer.append("Z\"")
    }

    public func write(_ value: [UInt8]) {
        self.write(Data(value).base64EncodedString())
    }

    public func write(_ value: consuming String) {
        var text = value
        text.withUTF8 { self.write(utf8: UnsafeRawBufferPointer($0)) }
    }

    public func write(utf8 text: UnsafeRawBufferPointer) {
        self.beginValue()
        self.buffer.append(UInt8(ascii: "\""))
        self.appendEscaped(text)
        self.buffer.append(UInt8(ascii: "\""))
    }

    /// Appends text that is JSON already, as one value.
    public func write(json: UnsafeRawBufferPointer) {
        self.beginValue()
        self.buffer.append(contentsOf: json)
    }

    public func beginObject() {
        self.beginValue()
        self.buffer.append(UInt8(ascii: "{"))
        self.needsComma = false
    }

    public func endObject() {
        self.buffer.append(UInt8(ascii: "}"))
        self.needsComma = true
    }

    public func beginArray() {
        self.beginValue()
        self.buffer.append(UInt8(ascii: "["))
        self.needsComma = false
    }

    public func endArray() {
        self.buffer.append(UInt8(ascii: "]"))
        self.needsComma = true
    }

    // MARK: The buffer

    @inline(__always)
    private func beginValue() {
        if self.needsComma { self.buffer.append(UInt8(ascii: ",")) }
        self.needsComma = true
    }

    private func writeToken(_ token: StaticString) {
        self.beginValue()
        self.buffer.append(token)
    }

    private func appendText(_ text: String) {
        var text = text
        text.withUTF8 { self.buffer.append(contentsOf: UnsafeRawBufferPointer($0)) }
    }

    private func appendDigits(of number: UInt64) {
        var places = 1
        var bound: UInt64 = 10
        while places < 19, number >= bound {
            places += 1
            bound &*= 10
        }
        // Only numbers of twenty digits, the most that fit, reach the last bound.
        if places == 19, number >= bound { places = 20 }
        self.appendDigits(of: number, places: places)
    }

    @inline(__always)
    private func appendDigits(of number: UInt64, places: Int) {
        let digits = self.buffer.extend(by: places)
        var rest = number
        for position in stride(from: places - 1, through: 0, by: -1) {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits[position] = UInt8(truncatingIfNeeded: digit) + 0x30
            rest = quotient
        }
    }

    /// Copies whole runs that need no escape.
    private func appendEscaped(_ text: UnsafeRawBufferPointer) {
        var start = 0
        while start < text.count {
            let end = JSONStringScan(text, from: start).end
            self.buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start..<end]))
            if end == text.count { return }
            self.appendEscape(of: text[end])
            start = end + 1
        }
    }

    private func appendEscape(of byte: UInt8) {
        switch byte {
        case 0x22: self.buffer.append("\\\"")
        case 0x5C: self.buffer.append("\\\\")
        case 0x0A: self.buffer.append("\\n")
        case 0x0D: self.buffer.append("\\r")
        case 0x09: self.buffer.append("\\t")
        default:
            // What is left is below 0x20.
            let low = byte & 15
            self.buffer.append("\\u00")
            self.buffer.append(0x30 + byte >> 4)
            self.buffer.append(low < 10 ? 0x30 + low : 0x61 + low - 10)
        }
    }
}
