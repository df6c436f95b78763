/// One line of the log, as bytes that grow at their end.
struct LogLine {
    private(set) var bytes: [UInt8] = []

    init() {
        self.bytes.reserveCapacity(256)
    }

    /// Appends words of ours, which are plain.
    mutating func append(words: StaticString) {
        words.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
    }

    /// Appends a text on the same line: what clients send must not look like lines of ours, nor steer the terminal.
    mutating func append(text: String) {
        if Self.isPlain(text, { 0x20...0x7E ~= $0 }) {
            self.bytes.append(contentsOf: text.utf8)
        } else {
            for scalar in text.unicodeScalars { self.append(scalar) }
        }
    }

    /// Appends a value, in quotes where it would otherwise run into what follows.
    mutating func append(value: String) {
        if !value.isEmpty, Self.isPlain(value, { 0x21...0x7E ~= $0 && $0 != 0x22 && $0 != 0x5C }) {
            self.bytes.append(contentsOf: value.utf8)
        } else {
            self.append(words: "\"")
            for scalar in value.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { self.append(words: "\\") }
                self.append(scalar)
            }
            self.append(words: "\"")
        }
    }

    /// Whether a text can be written as it is: its ASCII characters fulfil a condition, and no other is a control
    /// character. The usual text has no others, so bytes are looked at first, and nothing is decoded.
    private static func isPlain(_ text: String, _ condition: (UInt8) -> Bool) -> Bool {
        let isPlainASCII =
            text.utf8.withContiguousStorageIfAvailable { $0.allSatisfy(condition) } ?? text.utf8.allSatisfy(condition)
        return isPlainASCII
            || text.unicodeScalars.allSatisfy { $0.isASCII ? condition(UInt8($0.value)) : !$0.isControl }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\n": self.append(words: "\\n")
        case "\r": self.append(words: "\\r")
        case "\t": self.append(words: "\\t")
        case _ where scalar.isControl:
            self.bytes.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".utf8)
        default: self.bytes.append(contentsOf: UTF8.encode(scalar)!)
        }
    }
}

extension Unicode.Scalar {
    /// Whether it moves or hides what is shown instead of being shown: controls, format characters such as those that
    /// turn the direction of writing, and separators of lines and paragraphs.
    fileprivate var isControl: Bool {
        if self.isASCII { return self.value < 0x20 || self.value == 0x7F }
        return switch self.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
