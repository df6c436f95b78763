import FoundationEssentials
import Schemas
import Testing

@Suite("Parameters")
struct ParameterReaderTests {
    private struct Page: SchemaObject, Equatable {
        var q: String?
        var skip = 0
        var limit = 20
        var all = false
        var price: ExactDecimal?
        var ratio: Double?
        var since: Date?
        var state: Article.State?
        var tags: [String] = []
        var part: Part?

        static let schema = Schema(Page.init) {
            Field("q", \.q).length(...10)
            Field("skip", \.skip, default: 0).range(0...)
            Field("limit", \.limit, default: 20).range(1...100)
            Field("all", \.all, default: false)
            Field("price", \.price)
            Field("ratio", \.ratio)
            Field("since", \.since)
            Field("state", \.state)
            Field("tags", \.tags, default: [])
            Field("part", \.part)
        }
    }

    private func read(_ parameters: [(String, String)]) throws(ValidationError) -> Page {
        try Page(parameters: parameters.map { (name: $0.0, value: $0.1) })
    }

    private func problems(_ name: String, _ value: String) -> [String] {
        do throws(ValidationError) {
            _ = try self.read([(name, value)])
            return []
        } catch {
            return error.violations.map { "\($0.path.map(\.description).joined(separator: ".")) \($0.code)" }
        }
    }

    @Test("texts become values; the last of a name counts; unknown names are ignored")
    func values() throws {
        #expect(try self.read([]) == Page())
        let page = try self.read([
            ("skip", "1"), ("q", "é"), ("utm", "x"), ("skip", "20"), ("limit", "+5"), ("all", "Yes"), ("price", "2.50"),
            ("ratio", "1e-2"),
            ("since", "2024-10-21T10:30:00Z"), ("state", "live"), ("utm", "y"),
        ])
        #expect(
            page
                == Page(
                    q: "é", skip: 20, limit: 5, all: true, price: ExactDecimal(coefficient: 250, exponent: -2),
                    ratio: 0.01,
                    since: Date(timeIntervalSince1970: 1_729_506_600), state: .live))
        #expect(try self.read([("q", "")]).q == "")
        #expect(try self.read([("skip", "2.0"), ("limit", "30.000")]) == Page(skip: 2, limit: 30))
    }

    @Test(
        "booleans",
        arguments: [
            ("true", true), ("1", true), ("ON", true), ("t", true), ("y", true), ("false", false), ("0", false),
            ("off", false), ("no", false),
        ])
    func booleans(_ text: String, _ value: Bool) throws {
        #expect(try self.read([("all", text)]).all == value)
    }

    @Test(
        "what a text is not",
        arguments: [
            ("skip", "", "int_parsing"), ("skip", "1.5", "int_parsing"), ("skip", "0x1", "int_parsing"),
            ("skip", "-1", "greater_than_equal"),
            ("skip", "99999999999999999999", "int_parsing"), ("limit", "101", "less_than_equal"),
            ("limit", "0", "greater_than_equal"),
            ("all", "maybe", "bool_parsing"), ("all", "", "bool_parsing"), ("price", "NaN", "decimal_parsing"),
            ("price", "1,5", "decimal_parsing"),
            ("ratio", "inf", "float_parsing"), ("ratio", "nan", "float_parsing"), ("ratio", "0x10", "float_parsing"),
            ("since", "today", "datetime_parsing"),
            ("state", "sold", "enum"), ("q", "12345678901", "string_too_long"), ("part", "a", "model_type"),
        ])
    func refused(_ name: String, _ value: String, _ code: String) {
        #expect(self.problems(name, value) == ["\(name) \(code)"])
    }

    @Test("all violations at once")
    func several() {
        let error = #expect(throws: ValidationError.self) {
            try self.read([("skip", "x"), ("limit", "1000"), ("all", "?")])
        }
        #expect(error?.violations.map(\.code) == ["int_parsing", "less_than_equal", "bool_parsing"])
        #expect(throws: ValidationError.self) { try Part(parameters: []) }
    }

    @Test("a list has all values of its name, in their order")
    func lists() throws {
        let page = try self.read([("tags", "b"), ("skip", "1"), ("tags", ""), ("skip", "2"), ("tags", "b")])
        #expect(page == Page(skip: 2, tags: ["b", "", "b"]))
    }

    private struct Choice: SchemaObject, Equatable {
        var options: [ExactText: [String]] = [:]
        var limit = 20

        static let schema = Schema(Choice.init) {
            Field("option.", \.options, default: [:])
            Field("limit", \.limit, default: 20)
        }
    }

    @Test("what begins with a dotted name is an object")
    func groups() throws {
        let choice = try Choice(parameters: [
            ("option.size", "M"), ("options.size", "x"), ("option.a.b", "1"), ("option", "x"), ("limit", "5"),
            ("option.size", "L"), ("limit.x", "y"),
        ])
        #expect(choice == Choice(options: ["size": ["M", "L"], "a.b": ["1"]], limit: 5))
    }

    @Test("a hundred thousand parameters take no time to speak of", .timeLimit(.minutes(30)))
    func many() throws {
        let page = try self.read((0..<100_000).map { ("p.\($0)", "x") } + [("skip", "3")])
        #expect(page.skip == 3)
    }

    @Test("long names")
    func longNames() throws {
        #expect(try self.read([(String(repeating: "n", count: 10_000), "x"), ("skip", "3")]).skip == 3)
    }
}
