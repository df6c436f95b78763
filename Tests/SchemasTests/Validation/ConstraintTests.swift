import Schemas
import Testing

@Suite("Constraints")
struct ConstraintTests {
    private struct Texts: SchemaObject {
        var short: String?
        var bytes: String?
        var blank: String?
        var choice: String?
        var pattern: String?
        var email: String?

        static let schema = Schema(Texts.init) {
            Field("short", \.short).length(2...4)
            Field("bytes", \.bytes).bytes(...4)
            Field("blank", \.blank).notBlank()
            Field("choice", \.choice).oneOf("a", "b")
            Field("pattern", \.pattern).pattern("^x") { $0.hasPrefix("x") }
            Field("email", \.email).email()
        }
    }

    @Test(
        "texts",
        arguments: [
            ("short", "ab", nil), ("short", "abcd", nil), ("short", "a", "String should have at least 2 characters"),
            ("short", "abcde", "String should have at most 4 characters"),
            ("short", "", "String should have at least 2 characters"),
            ("short", "éé", nil), ("short", "é", "String should have at least 2 characters"), ("short", "😀😀😀😀", nil),
            ("short", "😀😀😀😀😀", "String should have at most 4 characters"), ("short", "e\u{301}", nil),
            ("bytes", "éé", nil),
            ("bytes", "ééé", "String should have at most 4 bytes in UTF-8"), ("blank", "x", nil),
            ("blank", " \\t\u{A0}", "String should have at least 1 character"),
            ("blank", "", "String should have at least 1 character"),
            ("choice", "b", nil), ("choice", "c", "Input should be 'a' or 'b'"), ("pattern", "xy", nil),
            ("pattern", "yx", "String should match pattern '^x'"), ("email", "a@b.cd", nil),
            ("email", "a", "value is not a valid email address: An email address must have an @-sign."),
        ] as [(String, String, String?)])
    func texts(_ field: String, _ text: String, _ sentence: String?) {
        let json = "{\"\(field)\":\"\(text)\"}"
        guard let sentence else { return #expect(problems(Texts.self, json) == []) }
        let error = #expect(throws: ValidationError.self) { try Texts(reading: json) }
        #expect(error?.description == "\(field): \(sentence)")
    }

    @Test(
        "decimal places",
        arguments: [
            ("12.345", false), ("12.34", true), ("12.340", true), ("12", true), ("1e-3", false), ("0.000", true),
        ])
    func decimals(_ price: String, _ isFine: Bool) {
        let found = problems(Article.self, #"{"id":1,"title":"Chair","price":\#(price)}"#)
        #expect(found == (isFine ? [] : ["price decimal_max_places"]))
    }

    @Test("the same rules check a value in memory, down to what it holds")
    func validate() throws {
        try Article.minimal.validate()
        var article = Article.minimal
        article.id = -1
        article.title = "x"
        article.tags = ["a", "b", "c", "d"]
        article.parts = [Part(name: "ok", count: 1), Part(name: "", count: 0)]
        let error = #expect(throws: ValidationError.self) { try article.validate() }
        #expect(
            error?.violations.map { "\($0.path.map(\.description).joined(separator: ".")) \($0.code)" } == [
                "id greater_than", "title string_too_short", "tags too_long", "parts.1.name string_too_short",
                "parts.1.count greater_than_equal",
            ])
        let patch = ArticlePatch(title: .set("x"), weight: .set(nil), part: .set(Part(name: "", count: 1)))
        #expect(patch.innerViolations().map(\.code) == ["string_too_short", "string_too_short"])
        #expect(patch.innerViolations().last?.path == [.field("part"), .field("name")])
        let parts: [ExactText: Part] = ["a": Part(name: "x", count: 1), "b": Part(name: "x", count: 0)]
        #expect(parts.innerViolations().map(\.path) == [[.field("b"), .field("count")]])
    }

    @Test("rules of your own")
    func custom() {
        struct Even: SchemaObject {
            var number: Int?
            static let schema = Schema(Even.init) {
                Field("number", \.number).constrained(
                    by: Constraint(keywords: ["multipleOf": 2]) {
                        $0 % 2 == 0 ? nil : Violation(code: "odd", message: "odd")
                    })
            }
        }
        #expect(problems(Even.self, #"{"number":3}"#) == ["number odd"])
        #expect(problems(Even.self, #"{"number":4}"#) == [])
        #expect(problems(Even.self, #"{"number":null}"#) == [])
    }

    @Test("a prefix tells where the value came from")
    func prefixed() {
        let error = ValidationError([Violation(path: [.field("a"), .index(1)], code: "c", message: "m")]).prefixed(
            .field("body"))
        #expect(error.violations[0].path == [.field("body"), .field("a"), .index(1)])
        #expect(error.description == "body.a.1: m")
    }
}
