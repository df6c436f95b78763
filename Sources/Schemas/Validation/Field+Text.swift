extension Field where Value.Constrained == String {
    /// At least so many characters (Unicode scalars, as JSON Schema counts them).
    @inlinable
    public func length(_ range: PartialRangeFrom<Int>) -> Self {
        let least = range.lowerBound
        return self.constrained(["minLength": JSONNode(integerLiteral: Int64(least))]) { text in
            guard text.hasFewerScalars(than: least) else { return nil }
            return Violation(
                code: "string_too_short",
                message: "String should have at least \(least) character\(least == 1 ? "" : "s")")
        }
    }

    /// At most so many characters (Unicode scalars, as JSON Schema counts them).
    @inlinable
    public func length(_ range: PartialRangeThrough<Int>) -> Self {
        let most = range.upperBound
        return self.constrained(["maxLength": JSONNode(integerLiteral: Int64(most))]) { text in
            guard text.hasMoreScalars(than: most) else { return nil }
            return Violation(
                code: "string_too_long",
                message: "String should have at most \(most) character\(most == 1 ? "" : "s")")
        }
    }

    /// Between so many characters (Unicode scalars, as JSON Schema counts them).
    @inlinable
    public func length(_ range: ClosedRange<Int>) -> Self {
        self.length(range.lowerBound...).length(...range.upperBound)
    }

    /// At most so many bytes of UTF-8.
    @inlinable
    public func bytes(_ range: PartialRangeThrough<Int>) -> Self {
        let most = range.upperBound
        return self.constrained(["maxLength": JSONNode(integerLiteral: Int64(most))]) { text in
            guard text.utf8.count > most else { return nil }
            return Violation(code: "string_too_long", message: "String should have at most \(most) bytes in UTF-8")
        }
    }

    /// Something other than white space.
    @inlinable
    public func notBlank() -> Self {
        self.constrained(["minLength": 1]) { text in
            guard text.allSatisfy(\.isWhitespace) else { return nil }
            return Violation(code: "string_too_short", message: "String should have at least 1 character")
        }
    }

    /// A match of the whole text.
    ///
    /// - Parameters:
    ///   - pattern: the regular expression as JSON Schema writes it, anchors included.
    ///   - matches: the same rule in Swift. `Regex` is not `Sendable` and takes microseconds for what a
    ///     loop over bytes does in nanoseconds.
    @inlinable
    public func pattern(_ pattern: String, _ matches: @escaping @Sendable (String) -> Bool) -> Self {
        self.constrained(["pattern": .string(pattern)]) { text in
            guard !matches(text) else { return nil }
            return Violation(code: "string_pattern_mismatch", message: "String should match pattern '\(pattern)'")
        }
    }

    /// An e-mail address that can be delivered to: `local@domain.tld`.
    public func email() -> Self {
        self.constrained(["format": "email"]) { text in
            EmailAddress.problem(with: text).map {
                Violation(code: "value_error", message: "value is not a valid email address: \($0)")
            }
        }
    }

    /// One of the given texts.
    @inlinable
    public func oneOf(_ choices: String...) -> Self { self.oneOf(choices) }

    /// One of the given texts. The order of the list is that of messages and of the JSON Schema.
    public func oneOf(_ choices: [String]) -> Self {
        self.constrained(["enum": .array(choices.map { .string($0) })]) { text in
            guard !choices.contains(where: { $0.hasSameBytes(as: text) }) else { return nil }
            let quoted = choices.map { "'\($0)'" }
            let list = [quoted.dropLast().joined(separator: ", "), quoted.last ?? "nothing"].filter { !$0.isEmpty }
            return Violation(code: "enum", message: "Input should be \(list.joined(separator: " or "))")
        }
    }
}

extension String {
    /// The count of bytes decides most cases: a scalar is one to four of them.
    @usableFromInline
    func hasFewerScalars(than count: Int) -> Bool {
        self.utf8.count < count || (self.utf8.count < 4 * count && self.unicodeScalars.count < count)
    }

    @usableFromInline
    func hasMoreScalars(than count: Int) -> Bool {
        self.utf8.count > count && self.unicodeScalars.count > count
    }
}
