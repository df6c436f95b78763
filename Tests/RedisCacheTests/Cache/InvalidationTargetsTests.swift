import Testing

@testable import RedisCache

struct InvalidationTargetsTests {
    @Test func patternsAreSortedByWhatFindsThem() {
        let targets = InvalidationTargets(patterns: ["slug:a", "list:*", "page:?", #"a\*"#, "x*y*"])
        #expect(targets.keys == ["slug:a"])
        #expect(targets.prefixes == ["list:"])
        #expect(targets.patterns == ["page:?", #"a\*"#, "x*y*"])
    }

    @Test func theWholeNamespaceIncludesEverythingElse() {
        let targets = InvalidationTargets(patterns: ["a", "b*", "c?", "*"])
        #expect(targets == InvalidationTargets(patterns: ["*"]))
    }

    @Test func rememberedTargetsAreBounded() {
        var targets = InvalidationTargets(key: "k0")
        for number in 1..<InvalidationTargets.limit { targets.merge(InvalidationTargets(key: "k\(number)")) }
        targets.merge(InvalidationTargets(key: "k1"))
        #expect(targets.keys.count == InvalidationTargets.limit)
        targets.merge(InvalidationTargets(key: "one more"))
        #expect(targets == InvalidationTargets(patterns: ["*"]))
        targets.merge(InvalidationTargets(key: "and another"))
        #expect(targets == InvalidationTargets(patterns: ["*"]))
    }
}
