import BSON
import FoundationEssentials
import Schemas
import Testing

@Suite("Loose documents")
struct BSONDocumentTests {
    @Test("values of every type keep their type")
    func values() throws {
        let values: [BSONValue] = [
            .null, .bool(true), .bool(false), .int32(1), .int64(1), .double(1.5), .decimal128(Decimal128("1.10")!),
            .string(""),
            .string("é"), .date(Date(timeIntervalSince1970: 1.5)), .objectID(ObjectID()), .binary([], subtype: 0),
            .binary([1, 2], subtype: 4),
            .binary([1], subtype: 0x80), .regex(pattern: "^a.*", options: "im"),
            .timestamp(seconds: 7, increment: .max), .array([]),
            .array([1, "a", [nil]]), .document([:]), .document(["a": ["b": 1]]), .minKey, .maxKey,
        ]
        let fields = values.enumerated().map { ("f\($0)", $1) }
        let document = BSONDocument(fields)
        #expect(document.fields.map(\.value) == values)
        #expect(document.fields.map(\.key) == fields.map(\.0))
        #expect(try BSONDocument(bytes: document.array) == document)
        #expect(try document.decoded(as: BSONDocument.self) == document)
        #expect(try document.decoded(as: BSONValue.self) == .document(document))
    }

    @Test("what libbson shows of types that only BSON has")
    func extendedJSON() {
        let document: BSONDocument = [
            "b": .binary([1, 2], subtype: 4), "r": .regex(pattern: "a", options: "i"),
            "t": .timestamp(seconds: 7, increment: 9), "min": .minKey,
            "max": .maxKey, "l": .int64(1),
        ]
        #expect(
            document.canonicalExtendedJSON
                == #"{ "b" : { "$binary" : { "base64" : "AQI=", "subType" : "04" } }, "r" : { "$regularExpression" : { "pattern" : "a", "options" : "i" } }, "#
                + #""t" : { "$timestamp" : { "t" : 7, "i" : 9 } }, "min" : { "$minKey" : 1 }, "max" : { "$maxKey" : 1 }, "l" : { "$numberLong" : "1" } }"#
        )
        #expect(BSONDocument(["l": .int64(1)]).extendedJSON == #"{ "l" : 1 }"#)
        #expect(BSONDocument().description == "{ }")
    }

    @Test("in JSON, types that JSON lacks become texts and objects")
    func json() throws {
        let id = ObjectID("507f1f77bcf86cd799439011")!
        let document: BSONDocument = [
            "id": .objectID(id), "n": .int64(1 << 40), "d": .decimal128(Decimal128("1.10")!),
            "b": .binary([1], subtype: 0), "t": .timestamp(seconds: 1, increment: 2),
            "r": .regex(pattern: "a", options: ""), "k": .minKey, "a": [nil, true, 0.5],
            "o": ["x": .date(Date(timeIntervalSince1970: 0))],
        ]
        #expect(
            String(decoding: document.json(), as: UTF8.self)
                == #"{"id":"507f1f77bcf86cd799439011","n":1099511627776,"d":1.10,"b":"AQ==","t":{"$timestamp":{"t":1,"i":2}},"#
                + #""r":{"$regularExpression":{"pattern":"a","options":""}},"k":{"$minKey":1},"a":[null,true,0.5],"o":{"x":"1970-01-01T00:00:00.000Z"}}"#
        )
        #expect(
            try BSONDocument(json: Array(#"{"a":[1,2.50,"x",null,{"b":true}],"c":9223372036854775807}"#.utf8))
                == ["a": [1, .decimal128(Decimal128("2.50")!), "x", nil, ["b": true]], "c": .int64(.max)])
        #expect(throws: ValidationError.self) { try BSONDocument(json: Array("[]".utf8)) }
    }

    @Test("types that nothing writes any more are read as their nearest kin")
    func retired() throws {
        let document = try BSONDocument(bytes: Bytes.allTypes)
        #expect(document["t5"] == .null)
        #expect(document["t11"] == .null)
        #expect(document["t12"] == "f()")
        #expect(document["t13"] == "sym")
        #expect(document["t14"] == .null)
        #expect(document["t0"] == 1.5)
        #expect(document["t4"] == .binary([1, 2, 3], subtype: 0x80))
        #expect(document["t16"] == .timestamp(seconds: 9, increment: 7))
        #expect(document["t20"] == .minKey)
        #expect(document["t21"] == nil)
    }

    @Test("equal documents are equal and hash alike; order and type matter")
    func equality() {
        let first: BSONDocument = ["a": 1, "b": "x"]
        #expect(first == ["a": 1, "b": "x"])
        #expect(Set([first, ["a": 1, "b": "x"]]).count == 1)
        #expect(first != ["b": "x", "a": 1])
        #expect(first != ["a": .int64(1), "b": "x"])
    }

    @Test("views of a value")
    func views() {
        #expect(BSONValue.int32(1).intValue == 1)
        #expect(BSONValue.int64(2).intValue == 2)
        #expect(BSONValue.double(3).intValue == 3)
        #expect(BSONValue.double(3.5).intValue == nil)
        #expect(BSONValue.int32(1).doubleValue == 1)
        #expect(BSONValue.string("a").stringValue == "a")
        #expect(BSONValue.string("a").intValue == nil)
        #expect(BSONValue.bool(true).boolValue == true)
        #expect(BSONValue.null.boolValue == nil)
        #expect(BSONValue.array([1]).arrayValue == [1])
        #expect(BSONValue.document(["a": 1]).documentValue == ["a": 1])
        #expect(BSONValue(integerLiteral: 1 << 40) == .int64(1 << 40))
    }

    @Test("a document outlives everything around it")
    func lifetime() {
        func inner() -> BSONDocument? {
            let outer: BSONDocument = ["a": ["b": "a text that is longer than fifteen bytes"]]
            return outer["a"]?.documentValue
        }
        #expect(inner()?["b"] == "a text that is longer than fifteen bytes")
        #expect(BSONDocument(["a": 1]).withBytes { $0.count } == 12)
    }
}
