import FoundationEssentials
import Schemas
import Testing

@Suite struct UnionTests {
    struct Card: SchemaObject, Equatable {
        var number: String
        var limit: Int?
        static let schema = Schema(Card.init) {
            Field("number", \.number).length(4...)
            Field("limit", \.limit)
        }
    }

    struct Invoice: SchemaObject, Equatable {
        var days: Int
        static let schema = Schema(Invoice.init) { Field("days", \.days) }
    }

    enum Payment: SchemaUnion, Equatable {
        case card(Card)
        case invoice(Invoice)
        case cash

        enum Kind: String, SchemaEnum { case card, invoice, cash }

        static func variant(_ kind: Kind) -> Variant<Payment> {
            switch kind {
            case .card: Variant(Payment.card)
            case .invoice: Variant(Payment.invoice)
            case .cash: Variant(.cash)
            }
        }

        var selected: Selected<Kind> {
            switch self {
            case .card(let card): Selected(.card, card)
            case .invoice(let invoice): Selected(.invoice, invoice)
            case .cash: Selected(.cash)
            }
        }
    }

    @Test(arguments: [
        (Payment.card(Card(number: "1234", limit: nil)), #"{"kind":"card","number":"1234","limit":null}"#),
        (.invoice(Invoice(days: 30)), #"{"kind":"invoice","days":30}"#), (.cash, #"{"kind":"cash"}"#),
    ])
    func theCaseStandsInTheObject(payment: Payment, json: String) throws {
        #expect(payment.jsonText == json)
        #expect(try Payment(reading: json) == payment)
    }

    @Test(arguments: [
        #"{"days": 7, "nested": {"kind": "card", "list": [{"kind": 1}]}, "kind": "invoice"}"#,
        #" { "x\u0041" : null , "k\u0069nd" : "invoice", "days" : 7 } "#,
    ])
    func theNameOfTheCaseMayStandAnywhere(json: String) throws {
        #expect(try Payment(reading: json) == .invoice(Invoice(days: 7)))
        #expect(try [Payment](reading: "[\(json),\(json)]").count == 2)
    }

    @Test func whatIsWrongIsReportedWhereItIs() {
        #expect(problems(Box<Payment>.self, #"{"value": {"days": 1}}"#) == ["value.kind missing"])
        #expect(problems(Box<Payment>.self, #"{"value": {"kind": "barter"}}"#) == ["value.kind enum"])
        #expect(problems(Box<Payment>.self, #"{"value": {"kind": 1}}"#) == ["value.kind missing"])
        #expect(problems(Box<Payment>.self, #"{"value": "card"}"#) == ["value model_attributes_type"])
        #expect(
            problems(Box<Payment>.self, #"{"value": {"kind": "card", "number": "1"}}"#)
                == ["value.number string_too_short"])
        #expect(problems(Payment.self, #"{"kind": "card", "number": "12"#).first?.contains("json_invalid") == true)
        #expect(
            problems([Payment].self, #"[{"kind": "x"}, {"kind": "invoice"}, {"kind": "cash"}]"#)
                == ["0.kind enum", "1.days missing"])
        #expect(Box(value: Payment.card(Card(number: "1"))).innerViolations().map(\.code) == ["string_too_short"])
    }

    @Test func theDescriptionListsTheCases() throws {
        var definitions = JSONSchemaDefinitions()
        let node = Payment.jsonSchema(in: &definitions)
        guard case .array(let alternatives) = node["oneOf"] else {
            Issue.record("there are no alternatives")
            return
        }
        #expect(alternatives.count == 3)
        #expect(node["discriminator"]?["propertyName"] == "kind")
        #expect(definitions.sorted.map(\.key) == ["Card", "Invoice"])
        #expect(alternatives[2]["properties"]?["kind"]?["const"] == "cash")
    }

    struct Labelled: SchemaObject {
        var kind: String
        static let schema = Schema(Labelled.init) { Field("kind", \.kind) }
    }

    enum Clash: SchemaUnion {
        case labelled(Labelled)

        enum Kind: String, SchemaEnum { case labelled }
        static func variant(_ kind: Kind) -> Variant<Clash> { Variant(Clash.labelled) }
        var selected: Selected<Kind> {
            switch self {
            case .labelled(let value): Selected(.labelled, value)
            }
        }
    }

    @Test func anObjectWithTheFieldThatNamesTheCaseStopsTheProgram() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Box<[Clash]>.checkSchemas()
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("Clash: the field 'kind' of Labelled is the one that names the case"))
    }
}

extension UnionTests.Clash: Equatable {
    static func == (left: Self, right: Self) -> Bool { true }
}
