import BSON
import FoundationEssentials
import Schemas

/// A model with a field of every type that has a place in BSON.
struct Everything: SchemaObject, Equatable {
    var id = ObjectID()
    var text: String
    var flag: Bool
    var small: Int32
    var number: Int
    var ratio: Double
    var price: ExactDecimal
    var exact: Decimal128
    var moment: Date
    var data: Data
    var maybe: String?
    var list: [Int]
    var lines: [Line]
    var line: Line?
    var counts: [ExactText: Int]
    var kind: Kind
    var any: BSONValue
    var raw: BSONDocument

    enum Kind: String, SchemaEnum { case plain, fancy }

    static let schema = Schema("everything", Everything.init) {
        Field("_id", \.id).alsoAs("id")
        Field("text", \.text)
        Field("flag", \.flag)
        Field("small", \.small)
        Field("number", \.number).alsoAs("n")
        Field("ratio", \.ratio)
        Field("price", \.price)
        Field("exact", \.exact)
        Field("moment", \.moment)
        Field("data", \.data)
        Field("maybe", \.maybe)
        Field("list", \.list)
        Field("lines", \.lines)
        Field("line", \.line)
        Field("counts", \.counts)
        Field("kind", \.kind)
        Field("any", \.any)
        Field("raw", \.raw)
    }

    static let sample = Everything(
        id: ObjectID("507f1f77bcf86cd799439011")!, text: "Cà phê \u{0} 😀", flag: true, small: .min, number: 1 << 40,
        ratio: -0.1,
        price: ExactDecimal(coefficient: 299_998, exponent: -2), exact: Decimal128("1E+3")!,
        moment: Date(timeIntervalSince1970: -1.5), data: Data([0, 255, 7]), maybe: nil, list: [1, 2, 3],
        lines: [Line(name: "a", qty: 1), Line(name: "", qty: 2)], line: Line(name: "z", qty: 0),
        counts: ["b": 2, "a": 1], kind: .fancy,
        any: ["x": [1, 2.5, nil, "y"]], raw: ["k": true])
}

struct Line: SchemaObject, Equatable {
    var name: String
    var qty: Int

    static let schema = Schema(Line.init) {
        Field("name", \.name)
        Field("qty", \.qty).positive()
    }
}

/// A value alone under `v`.
struct Box<Value: SchemaValue & Equatable>: SchemaObject, Equatable {
    var value: Value

    static var schema: Schema<Box> { Schema(Box.init) { Field("v", \.value) } }
}

/// A model that nests as deep as one likes.
struct Nested: SchemaObject, Equatable {
    var inner: [Nested]

    static let schema = Schema(Nested.init) { Field("n", \.inner, default: []) }

    init(inner: [Nested]) { self.inner = inner }

    init(depth: Int) {
        self.init(inner: [])
        for _ in 0..<depth { self = Nested(inner: [self]) }
    }
}
