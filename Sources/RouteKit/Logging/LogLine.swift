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

    /// Appends a text on the same line: what clients send must not look like lines of ours.
    mutating func append(text: String) {
        if Self.all(text, { $0 >= 0x20 && $0 != 0x7F }) {
            self.bytes.append(contentsOf: text.utf8)
        } else {
            for scalar in text.unicodeScalars { self.append(scalar) }
        }
    }

    /// Appends a value, in quotes where it would otherwise run into what follows.
    mutating func append(value: String) {
        if !value.isEmpty, Self.all(value, { $0 > 0x20 && $0 != 0x7F && $0 != 0x22 && $0 != 0x5C }) {
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

    private static func all(_ text: String, _ predicate: (UInt8) -> Bool) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { $0.allSatisfy(predicate) } ?? text.utf8.allSatisfy(predicate)
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\n": self.append(words: "\\n")
        case "\r": self.append(words: "\\r")
        case "\t": self.append(words: "\\t")
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            self.bytes.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".utf8)
        default: self.bytes.append(contentsOf: UTF8.encode(scalar)!)
        }
    }
}
