/// A line of comma-separated values. With line breaks in its fields it has several lines of the file.
public struct CSVRecord: Hashable, Sendable {
    /// Where it begins, counted from 1.
    public let line: Int
    public let fields: [String]

    public init(line: Int, fields: [String]) {
        self.line = line
        self.fields = fields
    }
}

/// What a ``CSVParser`` finds.
public enum CSVEvent: Hashable, Sendable {
    case record(CSVRecord)
    /// A record that can't be read, and why; the next one begins on the next line.
    case broken(line: Int, reason: String)
}

/// How much a ``CSVParser`` takes.
public struct CSVLimits: Hashable, Sendable {
    /// Bytes of a field.
    public var field: Int
    /// Bytes of a record, line breaks included.
    public var record: Int
    /// How many fields a record has.
    public var fields: Int

    public init(field: Int = 65_536, record: Int = 262_144, fields: Int = 256) {
        self.field = field
        self.record = record
        self.fields = fields
    }
}

/// Reads comma-separated values (RFC 4180) in UTF-8 while they arrive.
///
/// A state machine without input or output: it is given bytes in pieces of any size, and however they are split, the same comes
/// out. Memory holds one record and the piece that was given last. Lines end with CR LF, LF or CR; empty ones, and a byte order
/// mark, are passed over.
///
/// ```swift
/// var parser = CSVParser()
/// for try await piece in file {
///     parser.append(piece)
///     while let event = parser.next() { … }
/// }
/// parser.finish()
/// while let event = parser.next() { … }
/// ```
public struct CSVParser: Sendable {
    private enum State {
        case fieldStart
        case unquoted
        case quoted
        /// Behind a quotation mark in a quoted field: it is its end, or the first half of one that is meant.
        case quoteInQuoted
        /// Before the end of the line of a record that can't be read.
        case skipping
    }

    private let limits: CSVLimits
    private var pending: [UInt8] = []
    private var position = 0
    private var state = State.fieldStart
    private var isFinished = false
    /// The byte before was a CR that has ended a line: an LF belongs to it.
    private var isBehindReturn = false
    /// Bytes of a byte order mark that have been passed; nil when the file has begun.
    private var mark: Int? = 0
    private var line = 1
    private var recordLine = 1
    private var recordSize = 0
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var hasBadText = false
    private var problem: String?

    public init(limits: CSVLimits = CSVLimits()) {
        self.limits = limits
    }

    /// Takes the next bytes.
    public mutating func append(_ bytes: [UInt8]) {
        if self.position == self.pending.count {
            self.pending = bytes
        } else {
            self.pending.removeFirst(self.position)
            self.pending += bytes
        }
        self.position = 0
    }

    /// Takes note that no more bytes come.
    public mutating func finish() { self.isFinished = true }

    /// What comes next; nil where that takes more bytes, and at the end.
    public mutating func next() -> CSVEvent? {
        while self.position < self.pending.count {
            let byte = self.pending[self.position]
            self.position += 1
            if let event = self.take(byte) { return event }
        }
        return self.isFinished ? self.end() : nil
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private mutating func take(_ byte: UInt8) -> CSVEvent? {
        if let mark {
            if byte == Self.byteOrderMark[mark] {
                self.mark = mark == 2 ? nil : mark + 1
                return nil
            }
            self.mark = nil
            // What only began like one is a part of the first field.
            for passed in Self.byteOrderMark.prefix(mark) { _ = self.takeInFile(passed) }
        }
        return self.takeInFile(byte)
    }

    private mutating func takeInFile(_ byte: UInt8) -> CSVEvent? {
        let (lf, cr) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        defer { self.isBehindReturn = byte == cr }
        if byte == lf, self.isBehindReturn {
            // The CR was counted.
            if self.state == .quoted { self.add(byte) }
            return self.state == .skipping ? self.endRecord() : nil
        }
        let isEnd = byte == lf || byte == cr
        if isEnd {
            self.line += 1
            if self.state != .quoted { return self.endRecord() }
        }
        self.recordSize += 1
        if self.recordSize > self.limits.record, self.state != .skipping {
            self.skip("The line is longer than \(self.limits.record) bytes")
        }
        self.takeInRecord(byte)
        // A quotation mark that is not meant has perhaps swallowed some lines already.
        return isEnd && self.state == .skipping ? self.endRecord() : nil
    }

    private mutating func takeInRecord(_ byte: UInt8) {
        switch self.state {
        case .skipping: break
        case .fieldStart:
            if byte == UInt8(ascii: "\"") {
                self.state = .quoted
            } else if byte == UInt8(ascii: ",") {
                self.endField()
            } else {
                self.state = .unquoted
                self.add(byte)
            }
        case .unquoted:
            if byte == UInt8(ascii: ",") {
                self.endField()
            } else if byte == UInt8(ascii: "\"") {
                self.skip("A field with a quotation mark in it must be quoted")
            } else {
                self.add(byte)
            }
        case .quoted:
            if byte == UInt8(ascii: "\"") { self.state = .quoteInQuoted } else { self.add(byte) }
        case .quoteInQuoted:
            if byte == UInt8(ascii: "\"") {
                self.state = .quoted
                self.add(byte)
            } else if byte == UInt8(ascii: ",") {
                self.endField()
            } else {
                self.skip("A comma or the end of the line must follow a quoted field")
            }
        }
    }

    private mutating func add(_ byte: UInt8) {
        guard self.field.count < self.limits.field else {
            return self.skip("A field is longer than \(self.limits.field) bytes")
        }
        self.field.append(byte)
    }

    private mutating func skip(_ problem: String) {
        self.problem = problem
        self.state = .skipping
        self.field = []
        self.fields = []
    }

    private mutating func endField() {
        self.state = .fieldStart
        guard self.fields.count < self.limits.fields else {
            return self.skip("The line has more than \(self.limits.fields) fields")
        }
        if let text = String(validating: self.field, as: UTF8.self) {
            self.fields.append(text)
        } else {
            self.hasBadText = true
            self.fields.append("")
        }
        self.field.removeAll(keepingCapacity: true)
    }

    /// - Returns: nil for an empty line.
    private mutating func endRecord() -> CSVEvent? {
        defer {
            self.state = .fieldStart
            self.recordLine = self.line
            self.recordSize = 0
            self.field.removeAll(keepingCapacity: true)
            self.fields = []
            self.hasBadText = false
            self.problem = nil
        }
        let isEmpty = self.state == .fieldStart && self.fields.isEmpty
        if isEmpty { return nil }
        if self.state != .skipping { self.endField() }
        if let problem { return .broken(line: self.recordLine, reason: problem) }
        if self.hasBadText { return .broken(line: self.recordLine, reason: "The line is no UTF-8") }
        return .record(CSVRecord(line: self.recordLine, fields: self.fields))
    }

    private mutating func end() -> CSVEvent? {
        if let mark, mark > 0 {
            self.mark = nil
            for passed in Self.byteOrderMark.prefix(mark) { _ = self.takeInFile(passed) }
        }
        if self.state == .quoted { self.skip("A quoted field has no end") }
        return self.endRecord()
    }
}
