import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct ModelTests {
    enum Size: Int, SchemaEnum {
        case small = 1
        case large = 3
    }

    struct Circle: SchemaObject, Equatable {
        var radius: Double
        static let schema = Schema(Circle.init) { Field("radius", \.radius) }
    }

    struct Square: SchemaObject, Equatable {
        var side: Double
        var tags: [Tag]
        static let schema = Schema(Square.init) {
            Field("side", \.side)
            Field("tags", \.tags, default: [])
        }
    }

    enum Shape: SchemaUnion, Equatable {
        case circle(Circle)
        case square(Square)
        case point

        enum Kind: String, SchemaEnum { case circle, square, point }

        static var discriminator: StaticString { "type" }

        static func variant(_ kind: Kind) -> Variant<Shape> {
            switch kind {
            case .circle: Variant(Shape.circle)
            case .square: Variant(Shape.square)
            case .point: Variant(.point)
            }
        }

        var selected: Selected<Kind> {
            switch self {
            case .circle(let circle): Selected(.circle, circle)
            case .square(let square): Selected(.square, square)
            case .point: Selected(.point)
            }
        }
    }

    /// Every kind of property that a document may have.
    struct Drawing<Note: SchemaObject & Equatable>: Document, Equatable {
        var id = UUID()
        var title: String?
        var size = Size.small
        var shapes: [Shape] = []
        var background: Shape?
        var layers: [ExactText: [Shape]] = [:]
        var counts: [ExactText: Int] = [:]
        var preview = Data()
        var owners: [UUID] = []
        var note: Note

        static var schema: Schema<Self> {
            .shared {
                Schema("drawings", Drawing.init) {
                    Field("_id", \.id)
                    Field("title", \.title)
                    Field("size", \.size, default: .small)
                    Field("shapes", \.shapes, default: [])
                    Field("background", \.background)
                    Field("layers", \.layers, default: [:])
                    Field("counts", \.counts, default: [:])
                    Field("preview", \.preview, default: Data())
                    Field("owners", \.owners, default: [])
                    Field("note", \.note)
                }
            }
        }
    }

    @Test func everyKindOfPropertyComesBack() async throws {
        try await withDatabase { database in
            let drawings = Repository<Drawing<Tag>>(database)
            let square = Shape.square(Square(side: 2, tags: [Tag(name: "a", weight: 1)]))
            let drawing = Drawing(
                title: "T", size: .large, shapes: [.circle(Circle(radius: 1.5)), .point, square], background: square,
                layers: ["a": [.point], "b.c": []], counts: ["x": 1], preview: Data([0, 255]),
                owners: [UUID(), UUID()],
                note: Tag(name: "n", weight: 2))
            try await drawings.create(drawing)
            #expect(try await drawings.get(drawing.id) == drawing)
            #expect(try Drawing(json: drawing.json()) == drawing)
            #expect(try await drawings.count(\.size == .large && .has(\.owners, drawing.owners[1])) == 1)
            #expect(try await drawings.count(\.note.name == "n" && .has(\.shapes, .point)) == 1)
            try await drawings.updateOne(\.id == drawing.id, .set(\.background, .circle(Circle(radius: 9))))
            #expect(try await drawings.get(drawing.id)?.background == .circle(Circle(radius: 9)))
        }
    }

    @Test func theStoredFormIsTheDocumentedOne() async throws {
        try await withDatabase { database in
            let id = try #require(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF"))
            try await Repository<Drawing<Tag>>(database).create(
                Drawing(id: id, size: .large, background: .circle(Circle(radius: 1)), note: Tag(name: "n", weight: 2)))
            let reply = try await database.run(["find": "drawings"])
            let stored = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.first?.documentValue
            let bytes = (0..<16).map { UInt8($0 * 0x11) }
            #expect(stored?["_id"] == .binary(bytes, subtype: 4))
            #expect(stored?["size"] == 3)
            #expect(stored?["background"] == ["type": "circle", "radius": 1.0])
        }
    }

    /// Another program may put the name of the case behind what it is about.
    @Test func theNameOfACaseMayStandBehind() async throws {
        try await withDatabase { database in
            let shape: BSONValue = ["tags": [["name": "a", "weight": 1]], "side": 2.0, "type": "square"]
            let bytes = BSONValue.binary(Array(repeating: 7, count: 16), subtype: 4)
            try await database.run([
                "insert": "drawings",
                "documents": [
                    ["_id": bytes, "shapes": [shape, ["type": "point"]], "note": ["name": "", "weight": 1]]
                ],
            ])
            let found = try await Repository<Drawing<Tag>>(database).findOne(.all)
            #expect(found?.shapes == [.square(Square(side: 2, tags: [Tag(name: "a", weight: 1)])), .point])
        }
    }

    @Test(
        arguments: [
            (["type": "hexagon"], "shapes.0.type"), (["side": 1.0], "shapes.0.type"),
            (["type": "circle"], "shapes.0.radius"),
            (7, "shapes.0"),
        ] as [(BSONValue, String)])
    func aCaseThatNobodyKnowsIsAnErrorThatNamesItsField(shape: BSONValue, path: String) async throws {
        try await withDatabase { database in
            let bytes = BSONValue.binary(Array(repeating: 7, count: 16), subtype: 4)
            try await database.run([
                "insert": "drawings",
                "documents": [["_id": bytes, "shapes": [shape], "note": ["name": "", "weight": 1]]],
            ])
            let error = await #expect(throws: MongoError.self) {
                try await Repository<Drawing<Tag>>(database).findAll()
            }
            #expect(error?.code == .decoding)
            let paths = error?.violations.map { $0.path.map(\.description).joined(separator: ".") }
            #expect(paths == [path])
        }
    }

    @Test func whatIsNotStoredHasItsDefault() async throws {
        try await withDatabase { database in
            let id = UUID()
            let bytes = withUnsafeBytes(of: id.uuid) { Array($0) }
            try await database.run([
                "insert": "drawings",
                "documents": [["_id": .binary(bytes, subtype: 4), "note": ["name": "n", "weight": 1]]],
            ])
            let found = try await Repository<Drawing<Tag>>(database).get(id)
            #expect(found == Drawing(id: id, note: Tag(name: "n", weight: 1)))
        }
    }

    /// MongoDB takes dots and dollars for operators and paths in queries, but not in what is stored.
    @Test func keysOfADictionaryAreAnyText() async throws {
        try await withDatabase { database in
            let drawings = Repository<Drawing<Tag>>(database)
            let counts: [ExactText: Int] = ["": 1, "a.b": 2, "$inc": 3, "$": 4, ".": 5, "a b": 6, "é\"\\😀": 7]
            let note = Tag(name: "n", weight: 1)
            let drawing = try await drawings.create(Drawing(counts: counts, note: note))
            #expect(try await drawings.get(drawing.id)?.counts == counts)
            #expect(try Drawing<Tag>(json: drawing.json()).counts == counts)
            try await drawings.update(drawing)
            try await drawings.bulkWrite([.replace(drawing), .updateOne(\.id == drawing.id, [.set(\.counts, counts)])])
            #expect(try await drawings.get(drawing.id)?.counts == counts)
            // Also through an update, where a value of a field is never read as an operator.
            try await drawings.updateOne(\.id == drawing.id, .set(\.layers, ["$set": [.point], "": []]))
            #expect(try await drawings.get(drawing.id)?.layers == ["$set": [.point], "": []])
            let error = await #expect(throws: MongoError.self) {
                try await drawings.create(Drawing(counts: ["a\u{0}b": 1], note: note))
            }
            #expect(error?.detail.contains("NUL") == true)
        }
    }

    /// A document around any value.
    struct Envelope<Payload: SchemaValue & Equatable>: Document, Equatable {
        var id = ObjectID()
        var payload: Payload
        var attempts: Payload?
        /// Of this process alone.
        private(set) var isOpened = false

        init(id: ObjectID = ObjectID(), payload: Payload, attempts: Payload? = nil) {
            self.id = id
            self.payload = payload
            self.attempts = attempts
        }

        mutating func open() { self.isOpened = true }

        static var schema: Schema<Self> {
            .shared {
                Schema("envelopes", Envelope.init(id:payload:attempts:), transient: [\.isOpened]) {
                    Field("_id", \.id)
                    Field("payload", \.payload)
                    Field("attempts", \.attempts)
                }
            }
        }
    }

    private func comesBack<Payload>(_ payload: Payload, in database: MongoDatabase) async throws -> Bool
    where Payload: SchemaValue & Equatable {
        let envelopes = Repository<Envelope<Payload>>(database)
        let envelope = try await envelopes.create(Envelope(payload: payload))
        let stored = try await envelopes.get(envelope.id)
        return try stored == envelope && Envelope<Payload>(json: envelope.json()) == envelope
    }

    @Test func aGenericModelHoldsAnything() async throws {
        try await withDatabase { database in
            let inner = Envelope(payload: Size.large)
            let results = [
                try await self.comesBack(7, in: database),
                try await self.comesBack(Data((0...255).map(UInt8.init)), in: database),
                try await self.comesBack(["a": [UUID()]], in: database),
                try await self.comesBack(Shape.circle(Circle(radius: 1)), in: database),
                try await self.comesBack([[Size.small], []], in: database),
                try await self.comesBack(inner, in: database),
            ]
            #expect(!results.contains(false))
        }
    }

    @Test func aTransientPropertyIsNotStored() async throws {
        try await withDatabase { database in
            let envelopes = Repository<Envelope<Int>>(database)
            var envelope = Envelope(payload: 1)
            envelope.open()
            try await envelopes.create(envelope)
            #expect(try await envelopes.get(envelope.id)?.isOpened == false)
            let reply = try await database.run(["find": "envelopes"])
            let stored = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.first?.documentValue
            #expect(stored?.fields.map(\.key) == ["_id", "payload", "attempts"])
        }
    }

    @Test func fortyFieldsComeBack() async throws {
        try await withDatabase { database in
            let documents = Repository<Wide>(database)
            #expect(Wide.schema.fieldNames.count == 40)
            let wide = try await documents.create(Wide(field0: 40, field38: [3]))
            #expect(try await documents.findOne(\.field0 == 40 && \.field38 == [3]) == wide)
            #expect(try Wide(json: wide.json()) == wide)
        }
    }

    struct Inside: SchemaObject {
        var first: Int
        var second: Int
        static let schema = Schema(Inside.init) {
            Field("second", \.second)
            Field("first", \.first)
        }
    }

    struct Outside: Document {
        var id = ObjectID()
        var inside: [Inside]
        static let schema = Schema("outside", Outside.init) {
            Field("_id", \.id)
            Field("inside", \.inside)
        }
    }

    /// A program makes its repositories when it starts.
    @Test func aWrongSchemaInsideStopsTheProgramWithItsRepository() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let client = try MongoClient(MongoSettings(uri: "mongodb://localhost:1/test"))
            print(Repository<Outside>(client.defaultDatabase).collectionName)
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("Inside: the field 'first' stands behind 'second'"))
    }

    /// Reads as an integer what queries by the document's key would send as a text.
    struct Misnamed: Document {
        var id: String { String(self.number) }
        var number: Int
        static let schema = Schema("misnamed", Misnamed.init) { Field("_id", \.number) }
    }

    @Test func aKeyOfAnotherTypeStopsTheProgramWithItsRepository() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let client = try MongoClient(MongoSettings(uri: "mongodb://localhost:1/test"))
            print(Repository<Misnamed>(client.defaultDatabase).collectionName)
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("Misnamed: the field '_id' has the type Int, but the document's id the type String"))
    }
}
