import Schemas

extension Field where Value.Constrained == String {
    /// What somebody is called.
    func personName() -> Self { self.length(2...100).notBlank().onOneLine() }

    /// A telephone number as people write it.
    func phoneNumber() -> Self {
        self.length(5...20).pattern("^[0-9 +()-]*$") { text in
            text.utf8.allSatisfy { 0x30...0x39 ~= $0 || " +()-".utf8.contains($0) }
        }
    }

    /// No control characters: a name is written into the heads of mails.
    func onOneLine() -> Self {
        self.constrained(
            by: Constraint { text in
                let isPlain = text.unicodeScalars.allSatisfy {
                    $0.properties.generalCategory != .control && $0 != "\u{2028}" && $0 != "\u{2029}"
                }
                guard !isPlain else { return nil }
                return Violation(code: "value_error", message: "String should not contain control characters")
            })
    }

    /// No control characters but those that break lines and indent.
    func plainText() -> Self {
        self.constrained(
            by: Constraint { text in
                let isPlain = text.unicodeScalars.allSatisfy {
                    $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\r" || $0 == "\t"
                }
                guard !isPlain else { return nil }
                return Violation(
                    code: "value_error",
                    message: "String should not contain control characters but line breaks and tabs")
            })
    }
}
