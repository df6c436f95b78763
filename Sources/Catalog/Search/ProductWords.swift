import MongoODM

/// The words by which searches find a product.
///
/// A word with a hyphen or the like is there as a whole and in its parts, as is one of letters and digits: `T-Shirt` is
/// found as `shirt`, `t shirt` and `tshirt`, and so is `500ml` as `500 ml`. Of scripts without blanks between words there are
/// pairs of neighbours, so that any part of a text is found, and single signs.
struct ProductWords: Hashable, Sendable {
    /// Those of the name, the tags and the description, each once, in this order.
    var all: [String]
    /// Those of the name.
    var name: [String]
    /// The name as a whole, its words separated by single blanks.
    var wholeName: String

    init(name: String, tags: [String] = [], description: String? = nil) {
        self.name = Self.distinct(Self.words(in: name), most: Self.most)
        let others =
            tags.flatMap { Self.words(in: $0) } + (description.map { Self.words(in: $0, isSentence: true) } ?? [])
        self.all = Self.distinct(self.name + others, most: Self.most)
        self.wholeName = Self.whole(name)
    }

    /// A description of English text of the greatest length has 700 words. Of Chinese it may have ten times as many pairs, and
    /// is found by what stands in its first part: each word is an entry of the index to write.
    static let most = 2000
    /// The longest German words of a shop have 40 letters. What is longer is found by its beginning, so that no text makes keys
    /// of any length in an index.
    static let longest = 40
    private static let longestName = 300

    /// A text as a whole, to be compared with names.
    static func whole(_ text: String) -> String {
        String(TextPiece.all(in: text).map(\.text).joined(separator: " ").unicodeScalars.prefix(Self.longestName))
    }

    /// - Parameter isSentence: whether a single letter is a word of its own. In a name it also belongs to the word beside it, as
    ///   in `vitamin C`, and so does a number everywhere, as in `500 ml`.
    static func words(in text: String, isSentence: Bool = false) -> [String] {
        var words: [String] = []
        var previous: [TextPiece] = []
        for group in Self.groups(TextPiece.all(in: text)) {
            if group[0].kind == .unspaced {
                words += Self.signs(group[0], after: previous.last)
            } else {
                words += group.map { Self.word($0.scalars) }
                if group.count > 1 { words.append(Self.joined(group)) }
                if group[0].gap == .blank, Self.areOften(previous, group, isSentence) {
                    words.append(Self.joined(previous + group))
                }
            }
            previous = group
        }
        return words
    }

    /// The pairs and single signs of a piece without blanks. One with a blank inside is often written without it.
    private static func signs(_ piece: TextPiece, after previous: TextPiece?) -> [String] {
        var signs = Self.pairs(piece.scalars) + Self.singles(piece.scalars)
        if let previous, previous.kind == .unspaced, piece.gap == .blank {
            signs.append(Self.word(previous.scalars.suffix(1) + piece.scalars.prefix(1)))
        }
        return signs
    }

    /// The pieces that are one word each, or the parts of one.
    static func groups(_ pieces: [TextPiece]) -> [[TextPiece]] {
        var groups: [[TextPiece]] = []
        for piece in pieces {
            if let previous = groups.last?.last, piece.belongs(to: previous) {
                groups[groups.count - 1].append(piece)
            } else {
                groups.append([piece])
            }
        }
        return groups
    }

    static func joined(_ group: [TextPiece]) -> String { Self.word(group.flatMap(\.scalars)) }

    static func word(_ scalars: some Collection<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars.prefix(Self.longest)))
    }

    static func pairs(_ scalars: [Unicode.Scalar]) -> [String] {
        zip(scalars, scalars.dropFirst()).map { Self.word([$0, $1]) }
    }

    /// Each sign of Han, Kana and Hangul, which may be a word. A letter of the others is a piece of one, and is there only
    /// where it stands alone.
    private static func singles(_ scalars: [Unicode.Scalar]) -> [String] {
        scalars.filter { $0.value >= 0x3000 || scalars.count == 1 }.map { Self.word([$0]) }
    }

    /// Whether two words with a blank between them are often written without it.
    private static func areOften(_ first: [TextPiece], _ second: [TextPiece], _ isSentence: Bool) -> Bool {
        guard let last = first.last, last.kind != .unspaced, first.count == 1 || second.count == 1 else { return false }
        let areDigits = [first, second].map { $0.count == 1 && $0[0].kind == .digits }
        if areDigits[0] != areDigits[1] { return true }
        let areLetters = [first, second].map { $0.count == 1 && $0[0].kind == .letters }
        return !isSentence && areLetters == [true, true] && [first, second].contains { $0[0].scalars.count == 1 }
    }

    private static func distinct(_ words: [String], most: Int) -> [String] {
        var seen: Set<String> = []
        return Array(words.filter { seen.insert($0).inserted }.prefix(most))
    }
}

extension Product {
    var words: ProductWords { ProductWords(name: self.name, tags: self.tags, description: self.description) }

    /// What it is found by: the words of the name, the tags and the description.
    static let searchWords = DerivedField<Product>("search_words") { $0.words.all }
    /// The words of the name.
    static let searchNameWords = DerivedField<Product>("search_name_words") { ProductWords(name: $0.name).name }
    /// The name, to be compared as a whole.
    static let searchName = DerivedField<Product>("search_name") { ProductWords.whole($0.name) }
}
