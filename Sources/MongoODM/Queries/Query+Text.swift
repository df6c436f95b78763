import BSON
public import Schemas

extension Query {
    /// The text of the field has the given text somewhere in it. Every character stands for itself.
    public static func contains<Value: SchemaValue>(
        _ path: KeyPath<Root, Value>, _ text: String, ignoringCase: Bool = true
    ) -> Query where Value.Constrained == String {
        Query(
            .field(
                FieldPath(path), "$regex",
                BSONValue.regex(pattern: Self.literalPattern(text), options: ignoringCase ? "i" : "")))
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
