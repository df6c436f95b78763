/// The value of a field with parameters, as in `form-data; name="a b"` (RFC 9110, section 5.6.6).
struct HeaderParameters {
    /// What stands before the parameters, in lower case.
    let value: String
    private var parameters: [String: String] = [:]

    /// nil for what is malformed, and where a parameter comes twice: others might take the other one.
    init?(_ header: String) {
        // Bytes, because a quotation mark and an accent that follows it would be one character.
        var rest = Array(header.utf8)[...]
        self.value = Self.trimmed(Self.take(&rest) { $0 != UInt8(ascii: ";") }).lowercased()
        while !rest.isEmpty {
            rest.removeFirst()
            let name = Self.trimmed(Self.take(&rest) { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") })
            guard rest.first == UInt8(ascii: "=") else {
                // A semicolon that nothing follows.
                if name.isEmpty { continue }
                return nil
            }
            guard !name.isEmpty, let text = Self.text(&rest),
                self.parameters.updateValue(text, forKey: name.lowercased()) == nil
            else { return nil }
        }
    }

    subscript(_ name: String) -> String? { self.parameters[name] }

    /// A parameter in the form `name*=UTF-8''…` (RFC 8187); nil for none, and for what can't be read.
    func extended(_ name: String) -> String? {
        guard let text = self.parameters[name + "*"], text.prefix(7).lowercased() == "utf-8''" else { return nil }
        return PercentEncoding.decode(text.dropFirst(7), plusIsSpace: false)
    }

    /// What follows an equals sign: a word, or a text in quotation marks. The next byte is a semicolon then.
    private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
        rest.removeFirst()
        _ = Self.take(&rest, while: Self.isBlank)
        guard rest.first == UInt8(ascii: "\"") else {
            let word = Self.trimmed(Self.take(&rest) { $0 != UInt8(ascii: ";") })
            return word.utf8.contains { Self.isBlank($0) || $0 == UInt8(ascii: "\"") } ? nil : word
        }
        rest.removeFirst()
        var text: [UInt8] = []
        while let next = rest.popFirst() {
            switch next {
            case UInt8(ascii: "\""):
                _ = Self.take(&rest, while: Self.isBlank)
                return rest.first ?? UInt8(ascii: ";") == UInt8(ascii: ";")
                    ? String(decoding: text, as: UTF8.self) : nil
            // Any other backslash is one: old browsers send paths as they are.
            case UInt8(ascii: "\\") where rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "\\"):
                text.append(rest.removeFirst())
            default: text.append(next)
            }
        }
        return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func take(
        _ rest: inout ArraySlice<UInt8>, while isTaken: (UInt8) -> Bool
    ) -> ArraySlice<UInt8> {
        let taken = rest.prefix(while: isTaken)
        rest = rest[taken.endIndex...]
        return taken
    }

    static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
        let rest = bytes.drop(while: self.isBlank)
        let end = rest.lastIndex { !self.isBlank($0) }.map { rest.index(after: $0) } ?? rest.startIndex
        return String(decoding: rest[..<end], as: UTF8.self)
    }
}
