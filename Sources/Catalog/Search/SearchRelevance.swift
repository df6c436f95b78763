/// How well products match what was searched for.
///
/// A product whose name is just the text comes first. Then what has the words as they were typed comes before what has words
/// one letter off, and a word of the name counts more than a tag, and that more than one of the description.
package struct SearchRelevance: Sendable {
    let terms: [SearchTerm]
    /// The text as the name of a product.
    let wholeName: String
    private let wordCount: Int

    package init(_ text: String, _ terms: [SearchTerm]) {
        self.terms = terms
        self.wholeName = ProductWords.whole(text)
        self.wordCount = self.wholeName.split(separator: " ").count
    }

    /// The words that matter for the score.
    var words: [String] { self.terms.flatMap(\.alternatives) }

    /// The score of a product: the higher, the better it matches.
    func score(_ match: SearchMatch) -> Int {
        if match.wholeName == self.wholeName { return .max }
        let name = Set(match.nameWords)
        // Most words are in the name, and taking tags apart takes the longest.
        lazy var tags = Set(match.tags.flatMap { ProductWords.words(in: $0) })
        let all = Set(match.words)
        var sum = 0
        for term in self.terms {
            for (words, scores) in [(term.exact, [30, 20, 10]), (term.near, [3, 2, 1])] {
                if words.contains(where: name.contains) {
                    sum += scores[0]
                } else if words.contains(where: all.contains) {
                    sum += words.contains(where: { tags.contains($0) }) ? scores[1] : scores[2]
                } else {
                    continue
                }
                break
            }
        }
        // The whole name, with a mistake in it.
        let isWhole = match.wholeName.split(separator: " ").count == self.wordCount
        return isWhole && self.terms.allSatisfy({ $0.alternatives.contains(where: name.contains) }) ? sum + 5 : sum
    }

    /// The best first; of equal ones in the order in which they come.
    func ranked(_ matches: [SearchMatch]) -> [SearchMatch] {
        matches.enumerated().map { (score: self.score($1), place: $0, match: $1) }
            .sorted { ($1.score, $0.place) < ($0.score, $1.place) }
            .map(\.match)
    }
}
