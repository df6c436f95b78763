import BSON
import Testing

@testable import Catalog

@Suite struct SearchRelevanceTests {
    @Test func theNameCountsMoreThanTagsAndTheDescriptionAndExactWordsMoreThanOthers() {
        let relevance = SearchRelevance("skirt", [SearchTerm(["skirt"], near: ["shirt"])])
        let matches = [
            ("near in description", "lamp", [], [], ["shirt"]), ("near tag", "lamp", ["shirt"], [], ["shirt"]),
            ("near in name", "linen shirt", [], ["shirt"], ["shirt"]),
            ("nearly the name", "shirt", [], ["shirt"], ["shirt"]),
            ("description", "linen shirt", [], ["shirt"], ["shirt", "skirt"]),
            ("tag", "lamp", ["Skirt"], [], ["skirt"]),
            ("name", "wool skirt", [], ["skirt"], ["skirt"]), ("whole name", "skirt", [], ["skirt"], ["skirt"]),
        ].map { (ObjectID(), $0) }
        let found = matches.map { id, match in
            SearchMatch(id: id, wholeName: match.1, tags: match.2, nameWords: match.3, words: match.4)
        }
        let names = Dictionary(uniqueKeysWithValues: matches.map { ($0, $1.0) })
        #expect(relevance.ranked(found).map { names[$0.id] } == matches.reversed().map(\.1.0))
    }

    @Test func equalMatchesStayInTheirOrder() {
        let relevance = SearchRelevance("lamp", [SearchTerm(["lamp"])])
        let found = (0..<50).map { _ in
            SearchMatch(id: ObjectID(), wholeName: "desk lamp", tags: [], nameWords: ["lamp"], words: ["lamp"])
        }
        #expect(relevance.ranked(found).map(\.id) == found.map(\.id))
    }
}
