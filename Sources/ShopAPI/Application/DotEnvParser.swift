/// Takes the assignments of a file `.env` off its text, one by one.
struct DotEnvParser {
    private let text: [UInt8]
    private var position = 0
    /// Where the assignment begins that is being read; faults are told of its line.
    private var start = 0

    /// - Parameter text: valid UTF-8 without control characters other than tabs and line feeds.
    init(_ text: [UInt8]) {
        self.text = text
    }

    /// The next name and its value; nil at the end.
    mutating func next() throws(DotEnvFile.Fault) -> (name: String, value: String)? {
        repeat {
            if self.position == self.text.count { return nil }
            self.start = self.position
        } while self.skipRestOfLine()
        let name = try self.name()
        self.skipBlanks()
        let value: [UInt8]
        switch self.byte {
        case .singleQuote: value = try self.singleQuoted()
        case .doubleQuote: value = try self.doubleQuoted()
        default: return (name, try self.bare())
        }
        guard self.skipRestOfLine() else { throw self.fault("something follows the closing quote") }
        return (name, String(decoding: value, as: UTF8.self))
    }

    // MARK: Parts of an assignment

    /// The name, and the equal sign behind it.
    private mutating func name() throws(DotEnvFile.Fault) -> String {
        self.skipBlanks()
        var name = self.identifier()
        if name == "export", self.byte == .space || self.byte == .tab {
            self.skipBlanks()
            name = self.identifier()
        }
        self.skipBlanks()
        guard !name.isEmpty, self.byte == UInt8(ascii: "=") else {
            throw self.fault("this is neither NAME=value nor a comment")
        }
        self.position += 1
        return name
    }

    private mutating func identifier() -> String {
        let begin = self.position
        if let byte = self.byte, byte.isLetter || byte == UInt8(ascii: "_") {
            while let byte = self.byte, byte.isLetter || byte.isDigit || "_.-".utf8.contains(byte) {
                self.position += 1
            }
        }
        return String(decoding: self.text[begin..<self.position], as: UTF8.self)
    }

    /// The rest of the line up to a comment, which needs white space before it: a number sign may be part of a password.
    private mutating func bare() throws(DotEnvFile.Fault) -> String {
        let begin = self.position
        var end = begin
        while let byte = self.byte, byte != .newline {
            let isAfterBlank = self.text[self.position - 1] == .space || self.text[self.position - 1] == .tab
            if byte == .numberSign, isAfterBlank { break }
            self.position += 1
            if byte != .space, byte != .tab { end = self.position }
        }
        _ = self.skipRestOfLine()
        return String(decoding: try self.withoutSubstitution(self.text[begin..<end]), as: UTF8.self)
    }

    private mutating func singleQuoted() throws(DotEnvFile.Fault) -> [UInt8] {
        let begin = self.position + 1
        guard let end = self.text[begin...].firstIndex(of: .singleQuote) else { throw self.unclosed }
        if self.text[end - 1] == .backslash {
            throw self.fault("a single quote has a backslash before it: single quotes know no escapes")
        }
        self.position = end + 1
        return Array(self.text[begin..<end])
    }

    private mutating func doubleQuoted() throws(DotEnvFile.Fault) -> [UInt8] {
        let begin = self.position + 1
        var value: [UInt8] = []
        self.position = begin
        while let byte = self.byte, byte != .doubleQuote {
            self.position += 1
            if byte == .backslash {
                guard let escaped = self.byte else { break }
                guard let meant = Self.escapes[escaped] else {
                    throw self.fault(#"double quotes know the escapes \n, \r, \t, \\ and \" only"#)
                }
                value.append(meant)
                self.position += 1
            } else {
                value.append(byte)
            }
        }
        guard self.byte == .doubleQuote else { throw self.unclosed }
        _ = try self.withoutSubstitution(self.text[begin..<self.position])
        self.position += 1
        return value
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): .newline, UInt8(ascii: "r"): .carriageReturn, UInt8(ascii: "t"): .tab,
        .backslash: .backslash, .doubleQuote: .doubleQuote,
    ]

    private func withoutSubstitution(_ bytes: ArraySlice<UInt8>) throws(DotEnvFile.Fault) -> ArraySlice<UInt8> {
        guard bytes.firstRange(of: Array("${".utf8)) == nil else {
            throw self.fault("${…} is not replaced by anything: put the value in single quotes if it is meant so")
        }
        return bytes
    }

    // MARK: Moving on

    private var byte: UInt8? { self.position < self.text.count ? self.text[self.position] : nil }

    private mutating func skipBlanks() {
        while self.byte == .space || self.byte == .tab { self.position += 1 }
    }

    /// Goes to the next line, if nothing but white space and a comment is left of this one.
    ///
    /// - Returns: whether it did; the position is the same as before if not.
    private mutating func skipRestOfLine() -> Bool {
        let begin = self.position
        self.skipBlanks()
        if self.byte == .numberSign {
            while let byte = self.byte, byte != .newline { self.position += 1 }
        }
        guard let byte = self.byte else { return true }
        guard byte == .newline else {
            self.position = begin
            return false
        }
        self.position += 1
        return true
    }

    private var unclosed: DotEnvFile.Fault { self.fault("a quote is not closed") }

    private func fault(_ reason: String) -> DotEnvFile.Fault {
        DotEnvFile.Fault(line: self.text[..<self.start].count { $0 == .newline } + 1, reason: reason)
    }
}

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let numberSign = UInt8(ascii: "#")
    fileprivate static let singleQuote = UInt8(ascii: "'")
    fileprivate static let doubleQuote = UInt8(ascii: "\"")
    fileprivate static let backslash = UInt8(ascii: "\\")

    fileprivate var isLetter: Bool { 0x61...0x7A ~= self | 0x20 }
    fileprivate var isDigit: Bool { 0x30...0x39 ~= self }
}
