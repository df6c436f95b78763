import FoundationEssentials
import Schemas
import Testing

@Suite struct ScalarTests {
    enum Priority: Int, SchemaEnum, Equatable {
        case low = 1
        case high = 5
    }

    @Test func anEnumerationOfIntegers() throws {
        #expect(Box(value: Priority.high).jsonText == #"{"value":5}"#)
        #expect(try Box<Priority>(reading: #"{"value": 1}"#).value == .low)
        #expect(problems(Box<Priority>.self, #"{"value": 2}"#) == ["value enum"])
        #expect(problems(Box<Priority>.self, #"{"value": "low"}"#) == ["value int_type"])
        let error = #expect(throws: ValidationError.self) { try Box<Priority>(reading: #"{"value": 2}"#) }
        #expect(error?.violations.first?.message == "Input should be 1 or 5")
        var definitions = JSONSchemaDefinitions()
        #expect(Priority.jsonSchema(in: &definitions) == ["type": "integer", "enum": [1, 5]])
    }

    @Test func aUUIDIsItsText() throws {
        let id = try #require(UUID(uuidString: "6BA7B810-9DAD-11D1-80B4-00C04FD430C8"))
        #expect(Box(value: id).jsonText == #"{"value":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}"#)
        #expect(try Box<UUID>(reading: Box(value: id).jsonText).value == id)
        #expect(problems(Box<UUID>.self, #"{"value": "6ba7b810"}"#) == ["value uuid_parsing"])
        #expect(problems(Box<UUID>.self, #"{"value": 1}"#) == ["value string_type"])
    }
}
