import RedisCache
import Testing

struct CachePatternTests {
    @Test(arguments: [
        ("slug:lamp", "slug:lamp"), ("", ""), ("a*b", #"a\*b"#), ("what?", #"what\?"#), ("[x]", #"\[x\]"#),
        (#"a\b"#, #"a\\b"#), ("é*🙂", #"é\*🙂"#),
    ])
    func escapedTextMeansItself(text: String, escaped: String) {
        #expect(CachePattern.escaping(text) == escaped)
    }
}
