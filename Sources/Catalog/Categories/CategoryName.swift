import FoundationEssentials

/// How names of categories are compared: letter case and blanks around them aside.
enum CategoryName {
    static func trimmed(_ name: String) -> String {
        var scalars = name.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(scalars)
    }

    /// The same for names that count as one. Empty for what names nothing.
    static func key(of name: String) -> String { Self.trimmed(name).lowercased() }
}
