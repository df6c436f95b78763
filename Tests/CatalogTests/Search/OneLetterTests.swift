import Testing

@testable import Catalog

@Suite struct OneLetterTests {
    @Test(arguments: [
        ("laptop", "lapto", true), ("laptop", "laptopp", true), ("laptop", "latpop", true), ("laptop", "laqtop", true),
        ("laptop", "alptop", true), ("laptop", "laptpo", true), ("laptop", "aptop", true), ("laptop", "xlaptop", true),
        ("laptop", "laptop", false), ("laptop", "lapt", false), ("laptop", "lapopt", false),
        ("laptop", "alpotp", false),
        ("laptop", "tablet", false), ("aabb", "abab", true), ("abcd", "badc", false), ("abc", "cba", false),
    ])
    func oneLetterIsWrongMissingAddedOrSwapped(_ one: String, _ other: String, _ expected: Bool) {
        #expect(OneLetter.separates(one, other) == expected)
        #expect(OneLetter.separates(other, one) == expected)
    }

    @Test func wordsOneLetterApartHaveAPieceInCommon() {
        var words = [""]
        for _ in 0..<4 { words = words.flatMap { [$0 + "a", $0 + "b", $0 + "c"] } }
        words += words.map { $0 + "a" }
        var pieces: [String: Set<String>] = [:]
        for word in words { pieces[word] = Set(OneLetter.pieces(word)) }
        for one in words {
            for other in words where OneLetter.separates(one, other) {
                #expect(!pieces[one]!.isDisjoint(with: pieces[other]!), "\(one) \(other)")
            }
        }
    }

    @Test func digitsAndShortWordsAreTakenAsTheyAre() {
        #expect(OneLetter.isTolerated("lamps") && !OneLetter.isTolerated("lamp"))
        #expect(OneLetter.canBeMeant("lamp") && !OneLetter.canBeMeant("arm"))
        #expect(!OneLetter.isTolerated("iphone15") && !OneLetter.canBeMeant("1234"))
    }
}
