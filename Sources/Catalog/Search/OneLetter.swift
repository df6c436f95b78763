/// Words that differ by one letter: one is wrong, missing, added, or two neighbours are swapped.
///
/// Two such words meet in what they become without one letter: `laptop` and `latpop` are `latop` both. So words are found by
/// equalities alone. What meets may be further apart, and is compared afterwards.
enum OneLetter {
    /// Whether a word that is typed may have a mistake.
    static func isTolerated(_ word: String) -> Bool { self.canBeMeant(word) && word.unicodeScalars.count >= 5 }

    /// Whether a word may be meant by one with a mistake: it has four letters or more, and no digit, which is never taken for
    /// another. Pieces of scripts without blanks are too short.
    static func canBeMeant(_ word: String) -> Bool {
        word.unicodeScalars.count >= 4 && word.utf8.allSatisfy { !(0x30...0x39).contains($0) }
    }

    /// The word, and what it is without one of its letters, each once.
    static func pieces(_ word: String) -> [String] {
        let scalars = Array(word.unicodeScalars)
        var pieces = [word]
        for place in scalars.indices where place == 0 || scalars[place] != scalars[place - 1] {
            var rest = String.UnicodeScalarView()
            rest.append(contentsOf: scalars[..<place])
            rest.append(contentsOf: scalars[(place + 1)...])
            pieces.append(String(rest))
        }
        return pieces
    }

    /// Whether the words are different, by one letter at most.
    static func separates(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.unicodeScalars), Array(other.unicodeScalars))
        guard one != other, abs(one.count - other.count) <= 1 else { return false }
        let start = zip(one, other).prefix { $0 == $1 }.count
        let (left, right) = (one[start...], other[start...])
        if left.dropFirst() == right || left == right.dropFirst() || left.dropFirst() == right.dropFirst() {
            return true
        }
        return left.count == right.count && left.count >= 2 && left.dropFirst(2) == right.dropFirst(2)
            && left[start] == right[start + 1] && left[start + 1] == right[start]
    }
}
