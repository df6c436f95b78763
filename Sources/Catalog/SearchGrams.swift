import MongoODM

/// Short pieces of texts, by which an index finds the products that may have a searched text somewhere in them.
///
/// A product keeps every window of a few scalars that its name and its category have, each once. A text of just such a
/// length is one of them; a longer one is covered by windows of the greatest length, each of which whatever has the
/// text has too. The longer the windows, the fewer products have them without having the text; the short ones are
/// there for short texts.
///
/// The letter case is taken away as the search's regular expression (PCRE) ignores it, or more: what it takes for equal
/// must be equal here, and what is equal here only costs a look at a product in vain.
enum SearchGrams {
    /// How many scalars the windows have.
    static let lengths = [1, 2, 3, 5, 8]

    /// The windows of all lengths in some texts, each once.
    static func all(in texts: [String]) -> [String] {
        // Not compared as strings, for which a letter with its accent and the two scalars of it are equal.
        var windows: Set<[Unicode.Scalar]> = []
        for text in texts {
            let scalars = Self.folded(text)
            for length in Self.lengths where length <= scalars.count {
                for start in 0...scalars.count - length {
                    windows.insert(Array(scalars[start..<start + length]))
                }
            }
        }
        // In order, so that the same texts give the same document.
        return windows.sorted { $0.lexicographicallyPrecedes($1) }.map(Self.string)
    }

    /// Windows of the greatest length that a text has, each of which overlaps the next by half at least, so that one of
    /// them is likely to tell the text from others: a slip of the pen, or where two words meet. Of a very long text
    /// fewer. None for an empty one.
    static func covering(_ text: String) -> [String] {
        let scalars = Self.folded(text)
        guard let length = Self.lengths.last(where: { $0 <= scalars.count }) else { return [] }
        let last = scalars.count - length
        let step = max(1, length / 2)
        let steps = min(Self.mostCovering - 1, (last + step - 1) / step)
        let starts = steps == 0 ? [0] : (0...steps).map { $0 * last / steps }
        return starts.map { Self.string(scalars[$0..<$0 + length]) }
    }

    private static let mostCovering = 8

    private static func string(_ scalars: some Collection<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private static func folded(_ text: String) -> [Unicode.Scalar] { text.unicodeScalars.map(Self.folded) }

    /// The lower-case letter of the upper-case one, which is the same for all forms of a letter: `s` for `S` and `ſ`.
    static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII { return scalar.properties.isUppercase ? Unicode.Scalar(scalar.value + 32)! : scalar }
        if let other = Self.exceptions[scalar] { return other }
        let upper = Self.single(scalar.properties.uppercaseMapping) ?? scalar
        return Self.single(upper.properties.lowercaseMapping) ?? upper
    }

    /// Nil for what has no counterpart of one scalar, as `ß` has none.
    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }

    /// The Turkish letters, which are a form of `i` to some; and letters whose equality only Unicode's file
    /// `CaseFolding.txt` states.
    private static let exceptions: [Unicode.Scalar: Unicode.Scalar] = [
        "\u{130}": "i", "\u{131}": "i", "\u{1FD3}": "\u{390}", "\u{1FE3}": "\u{3B0}", "\u{FB05}": "\u{FB06}",
    ]
}

extension Product {
    /// The pieces of the name and the category.
    static let searchGrams = DerivedField<Product>("search_grams") { product in
        SearchGrams.all(in: [product.name, product.category ?? ""])
    }
}
