import Schemas
import Testing

@testable import Catalog
@testable import ShopCore

@Suite struct ProductDraftTests {
    private static let valid: [(String, String)] = [
        ("product_id", "101"), ("name", "\"Lamp\""), ("slug", "\"lamp\""), ("price", "9.99"),
    ]

    private func draft(_ changes: (String, String)...) throws -> ProductDraft {
        var fields = Dictionary(uniqueKeysWithValues: Self.valid)
        for (key, value) in changes { fields[key] = value }
        let text = "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ",") + "}"
        return try ProductDraft(json: Array(text.utf8))
    }

    @Test func whatIsLeftOutHasItsDefault() throws {
        let draft = try self.draft()
        #expect(draft.inventory == 0 && draft.isActive && draft.description == nil && draft.category == nil)
    }

    @Test(arguments: [
        ("product_id", "0", "greater_than_equal"), ("product_id", "\"1\"", "int_type"),
        ("product_id", "1.5", "int_from_float"), ("product_id", "99999999999", "less_than_equal"),
        ("name", "\"\"", "string_too_short"), ("name", "\"   \"", "string_too_short"), ("name", "7", "string_type"),
        ("slug", "\"Has Space\"", "string_pattern_mismatch"), ("slug", "\"-a\"", "string_pattern_mismatch"),
        ("slug", "\"a--b\"", "string_pattern_mismatch"), ("slug", "\"ä\"", "string_pattern_mismatch"),
        ("slug", "\"../x\"", "string_pattern_mismatch"), ("price", "0", "greater_than"),
        ("price", "-1", "greater_than"), ("price", "0.001", "decimal_max_places"),
        ("price", "1000000000", "less_than_equal"), ("price", "{\"$gt\": 0}", "decimal_type"),
        ("inventory", "-1", "greater_than_equal"), ("is_active", "\"yes\"", "bool_type"),
        ("category", "\"\"", "string_too_short"),
    ])
    func aBadValueIsNamed(field: String, value: String, code: String) {
        let error = #expect(throws: ValidationError.self) { try self.draft((field, value)) }
        #expect(error?.violations.first?.path == [.field(field)])
        #expect(error?.violations.first?.code == code)
    }

    @Test func changesKeepApartWhatIsAbsentAndWhatIsNull() throws {
        let changes = try ProductChanges(json: Array("{\"description\": null, \"price\": 5}".utf8))
        #expect(changes.description == .set(nil))
        #expect(changes.price == .set(Money(minorUnits: 500)))
        #expect(changes.image == .unchanged && changes.name == .unchanged)
        #expect(throws: ValidationError.self) { try ProductChanges(json: Array("{\"name\": null}".utf8)) }
    }
}
