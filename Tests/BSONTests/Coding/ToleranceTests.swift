import BSON
import FoundationEssentials
import Schemas
import Testing

@Suite("What other programs store")
struct ToleranceTests {
    @Test("a whole number of any type is an integer")
    func integers() throws {
        for value: BSONValue in [
            .int32(7), .int64(7), .double(7), .decimal128(Decimal128("7")!), .decimal128(Decimal128("7.00")!),
            .decimal128(Decimal128("0.7E+1")!),
        ] {
            #expect(try BSONDocument([("v", value)]).decoded(as: Box<Int>.self).value == 7)
        }
        for value: BSONValue in [
            .double(7.5), .double(.nan), .double(1e300), .decimal128(Decimal128("7.5")!),
            .decimal128(Decimal128("NaN")!), .decimal128(Decimal128("1E+40")!),
        ] {
            #expect(problems(Box<Int>.self, BSONDocument([("v", value)]).array) == ["v int_from_float"])
        }
        #expect(problems(Box<Int32>.self, BSONDocument([("v", .int64(1 << 40))]).array) == ["v int_out_of_range"])
    }

    @Test("a number of any type is a double")
    func doubles() throws {
        for value: BSONValue in [.int32(7), .int64(7), .double(7), .decimal128(Decimal128("7.0")!)] {
            #expect(try BSONDocument([("v", value)]).decoded(as: Box<Double>.self).value == 7)
        }
        #expect(problems(Box<Double>.self, BSONDocument([("v", "7")]).array) == ["v float_type"])
    }

    @Test("a number of any type is a decimal, doubles by the digits that people see")
    func decimals() throws {
        let cases: [(BSONValue, Int64, Int)] = [
            (.decimal128(Decimal128("2999.98")!), 299_998, -2), (.int32(7), 7, 0), (.int64(-7), -7, 0),
            (.double(2999.98), 299_998, -2),
            (.double(0.1), 1, -1), (.double(1e22), 1, 22), (.decimal128(Decimal128("1.10")!), 110, -2),
            (.decimal128(Decimal128("-0")!), 0, 0),
        ]
        for (value, coefficient, exponent) in cases {
            let read = try BSONDocument([("v", value)]).decoded(as: Box<ExactDecimal>.self).value
            #expect(read.scaled(to: 2) == ExactDecimal(coefficient: coefficient, exponent: exponent).scaled(to: 2))
        }
        for value: BSONValue in [
            .double(.infinity), .double(.nan), .decimal128(Decimal128("Infinity")!),
            .decimal128(Decimal128("12345678901234567890.5")!),
        ] {
            #expect(problems(Box<ExactDecimal>.self, BSONDocument([("v", value)]).array) == ["v decimal_max_digits"])
        }
        #expect(problems(Box<ExactDecimal>.self, BSONDocument([("v", "1")]).array) == ["v decimal_type"])
    }

    @Test("unknown fields of every type are skipped, wherever they stand")
    func unknownFields() throws {
        for (tag, value) in Bytes.everyType {
            let unknown = Bytes.element(tag, "unknown", value)
            let known = [Bytes.element(0x02, "name", Bytes.text("a")), Bytes.element(0x10, "qty", Bytes.int32(3))]
            for elements in [
                [unknown] + known, [known[0], unknown, known[1]], known + [unknown],
                [unknown, known[1], unknown, known[0], unknown],
            ] {
                let body = elements.flatMap { $0 }
                #expect(try decode(Line.self, Bytes.document(body)) == Line(name: "a", qty: 3), "tag \(tag)")
            }
        }
    }

    @Test(
        "a field of another type is an error that names it, and the rest is still looked at",
        arguments: Bytes.everyType.map(\.tag))
    func wrongTypes(_ tag: UInt8) {
        let value = Bytes.everyType.first { $0.tag == tag }!.value
        let isText = tag == 0x02 || tag == 0x0E
        let wrong = Bytes.document(Bytes.element(tag, "name", value), Bytes.element(0x08, "qty", [1]))
        #expect(problems(Line.self, wrong) == (isText ? [] : ["name string_type"]) + ["qty int_type"])
    }

    @Test("every reader refuses every type that it cannot read", arguments: Bytes.everyType.map(\.tag))
    func matrix(_ tag: UInt8) {
        let value = Bytes.everyType.first { $0.tag == tag }!.value
        let bytes = Bytes.document(Bytes.element(tag, "v", value))
        func accepts<Value: SchemaValue & Equatable>(_ type: Value.Type, _ tags: [UInt8]) {
            let found = problems(Box<Value>.self, bytes)
            if tags.contains(tag) {
                #expect(found == [], "\(type)")
            } else {
                #expect(found.count == 1 && found[0].hasPrefix("v "), "\(type) \(found)")
            }
        }
        accepts(String.self, [0x02, 0x0E])
        accepts(Bool.self, [0x08])
        // 1.5 and 19.99 are no integers.
        accepts(Int.self, [0x10, 0x12])
        accepts(Double.self, [0x01, 0x10, 0x12, 0x13])
        accepts(ExactDecimal.self, [0x01, 0x10, 0x12, 0x13])
        accepts(Date.self, [0x09])
        accepts(Data.self, [0x05])
        accepts(ObjectID.self, [0x07])
        accepts(Decimal128.self, [0x13])
        accepts(BSONDocument.self, [0x03])
        accepts([Bool].self, [0x04])
        accepts([ExactText: Int].self, [0x03])
        accepts(BSONValue.self, Bytes.everyType.map(\.tag))
        accepts(Bool?.self, [0x08, 0x0A, 0x06])
    }

    @Test("paths lead through arrays, objects and dictionaries")
    func paths() {
        var fields = BSONDocument(Everything.sample).fields
        for (index, field) in fields.enumerated() {
            switch field.key {
            case "text": fields[index].value = 1
            case "lines": fields[index].value = [["name": "a", "qty": 1], ["qty": "x"], 7]
            case "counts": fields[index].value = ["a": 1, "b": nil]
            case "kind": fields[index].value = "other"
            case "line": fields[index].value = ["name": nil, "qty": 1]
            default: break
            }
        }
        let document = BSONDocument(fields.filter { $0.key != "price" }.map { ($0.key, $0.value) })
        #expect(
            problems(Everything.self, document.array) == [
                "text string_type", "lines.1.qty int_type", "lines.1.name missing", "lines.2 model_attributes_type",
                "line.name string_type",
                "counts.b int_type", "kind enum", "price missing",
            ])
        let error = #expect(throws: ValidationError.self) {
            try BSONDocument(["v": true]).decoded(as: Box<String>.self)
        }
        #expect(error?.description == "v: Input should be a valid string, found bool")
    }

    @Test("fields in another order, and twice")
    func order() throws {
        let line: BSONDocument = ["qty": 2, "name": "a"]
        #expect(try line.decoded(as: Line.self) == Line(name: "a", qty: 2))
        let twice: BSONDocument = ["name": "a", "qty": 2, "name": "b"]
        #expect(problems(Line.self, twice.array) == ["name duplicate_field"])
    }

    @Test("a text that is no UTF-8 is an error for a model, and is shown repaired in a loose document")
    func invalidUTF8() throws {
        for bad: [UInt8] in [
            [0xFF], [0xC3], [0xED, 0xA0, 0x80], Array(repeating: 0x61, count: 20) + [0xF0, 0x9F], [0xC0, 0x80],
        ] {
            let bytes = Bytes.document(
                Bytes.element(0x02, "v", Bytes.text(bad)), Bytes.element(0x10, "z", Bytes.int32(1)))
            #expect(problems(Box<String>.self, bytes) == ["v string_unicode"])
            #expect(throws: ValidationError.self) { try BSONDocument(bytes: bytes) }
            guard case .document(let document) = try decode(BSONValue.self, bytes) else {
                Issue.record("no document")
                continue
            }
            #expect(document.fields.map(\.key) == ["v", "z"])
        }
    }
}
