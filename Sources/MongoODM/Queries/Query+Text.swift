import BSON
public import Schemas

extension Query {
    /// The text of the field has the given text somewhere in it. Every character stands for itself.
    public static func contains<Value: SchemaValue>(
        _ path: KeyPath<Root, Value>, _ text: String, ignoringCase: Bool = true
    ) -> Query where Value.Constrained == String {
        self.matches(path, pattern: Self.literalPattern(text), ignoringCase: ignoringCase)
    }

    /// The text of the field begins with the given text, in the same letter case, which an index can find. Every
    /// character stands for itself.
    public static func begins<Value: SchemaValue>(_ path: KeyPath<Root, Value>, with text: String) -> Query
    where Value.Constrained == String {
        self.matches(path, pattern: "^" + Self.literalPattern(text), ignoringCase: false)
    }

    /// The text of the field matches a regular expression (PCRE). It is for patterns of the program's own: one that a
    /// client chooses can take the server any time.
    public static func matches<Value: SchemaValue>(
        _ path: KeyPath<Root, Value>, pattern: String, ignoringCase: Bool = false
    ) -> Query where Value.Constrained == String {
        Query(.field(FieldPath(path), "$regex", BSONValue.regex(pattern: pattern, options: ignoringCase ? "i" : "")))
    }

    /// The document matches words by the collection's text index (``Index/text(_:weights:)``). Quotes hold a phrase
    /// together, and a hyphen before a word excludes it.
    public static func words(_ search: String, language: String? = nil) -> Query {
        var text: [(String, BSONValue)] = [("$search", .string(search))]
        if let language { text.append(("$language", .string(language))) }
        return .raw(["$text": .document(BSONDocument(text))])
    }

    /// The text as a PCRE pattern that matches just it.
    static func literalPattern(_ text: String) -> String {
        var pattern = ""
        for character in text.unicodeScalars {
            if "\\^$.|?*+()[]{}#-/".unicodeScalars.contains(character) { pattern += "\\" }
            pattern.unicodeScalars.append(character)
        }
        return pattern
    }
}
