import BSON
import Schemas
import Testing

/// What a repository writes and reads, without a database.
@Suite struct EncryptedValueTests {
    struct Note: SchemaObject, Equatable {
        var id: Int = 1
        var text: String?
        var numbers: [Int] = []
        var inner: Inner?
        var shelves: [ExactText: Inner] = [:]

        static let schema = Schema(Note.init) {
            Field("_id", \.id)
            Field("text", \.text).encrypted()
            Field("numbers", \.numbers, default: []).encrypted()
            Field("inner", \.inner).encrypted()
            Field("shelves", \.shelves, default: [:])
        }
    }

    struct Inner: SchemaObject, Equatable {
        var text: String
        static let schema = Schema(Inner.init) { Field("text", \.text).encrypted() }
    }

    private let encryption = FieldEncryption(
        EncryptionKeys(secret: "current", previous: ["before"]), collection: "notes")

    private func written(_ note: Note, by encryption: FieldEncryption? = nil) -> BSONDocument {
        let writer = BSONWriter(encryption ?? self.encryption, of: StoredID(note.id))
        Note.schema.writeFields(of: note, to: writer)
        return writer.finish()
    }

    @Test func valuesOfAnyKindComeBack() throws {
        let note = Note(
            text: "é", numbers: [1, 2], inner: Inner(text: "in"),
            shelves: ["a": Inner(text: "1"), "a.b": Inner(text: "2"), "": Inner(text: "3")])
        let document = self.written(note)
        #expect(document.encodingError == nil)
        #expect(try document.decoded(as: Note.self, encryption: self.encryption) == note)
        for name in ["text", "numbers", "inner"] {
            guard case .binary(_, subtype: 0x80)? = document[name] else {
                Issue.record("\(name) is \(document[name] ?? "missing")")
                continue
            }
        }
    }

    @Test func aFormThatOthersReadHasItOpen() throws {
        let note = Note(text: "open", inner: Inner(text: "in"))
        let json = String(decoding: note.json(), as: UTF8.self)
        #expect(json == #"{"_id":1,"text":"open","numbers":[],"inner":{"text":"in"},"shelves":{}}"#)
        #expect(try Note(json: Array(json.utf8)) == note)
    }

    @Test func withoutKeysTheDocumentIsIncomplete() {
        #expect(BSONDocument(Note(text: "x")).encodingError == BSONEncodingError(.noEncryptionKeys, key: "text"))
        let writer = BSONWriter(self.encryption, of: nil)
        Note.schema.writeFields(of: Note(text: "x"), to: writer)
        #expect(writer.finish().encodingError == BSONEncodingError(.unknownDocument, key: "text"))
    }

    @Test func withoutKeysTheValueIsUnreadable() {
        let document = self.written(Note(text: "x"))
        let error = #expect(throws: ValidationError.self) { try document.decoded(as: Note.self) }
        #expect(error?.violations.map(\.code) == ["encrypted_without_keys", "encrypted_without_keys"])
        #expect(error?.violations.map(\.path) == [[.field("text")], [.field("numbers")]])
    }

    /// MongoDB takes numbers of any type for one key; so a shell that stored the document as a double harms nothing.
    @Test func aNumberIsTheSameKeyInEachOfItsTypes() {
        #expect(StoredID(5) == StoredID(5.0))
        #expect(StoredID(BSONValue.int64(5)) == StoredID(BSONValue.int32(5)))
        #expect(StoredID(5) != StoredID(5.5))
        #expect(StoredID("5") != StoredID(5))
    }

    @Test func aValueOfAnotherTypeIsAViolationOfItsField() {
        struct Other: SchemaObject {
            var id: Int = 1
            var text: Int = 5
            static let schema = Schema(Other.init) {
                Field("_id", \.id)
                Field("text", \.text).encrypted()
            }
        }
        let writer = BSONWriter(self.encryption, of: StoredID(1))
        Other.schema.writeFields(of: Other(), to: writer)
        let document = writer.finish()
        let error = #expect(throws: ValidationError.self) {
            try document.decoded(as: Note.self, encryption: self.encryption)
        }
        #expect(error?.violations.map(\.code) == ["string_type"])
        #expect(error?.violations.map(\.path) == [[.field("text")]])
    }

    /// A file or a shell may hold anything.
    @Test(arguments: [0, 1, 4, 5, 17, 32, 33, 34, 200])
    func bytesOfAnyLengthAreAViolation(_ count: Int) {
        for first: UInt8 in [0, 1, 255] {
            let bytes = [first] + [UInt8](repeating: 7, count: count)
            let document: BSONDocument = ["_id": 1, "text": .binary(bytes, subtype: 0x80)]
            let error = #expect(throws: ValidationError.self) {
                try document.decoded(as: Note.self, encryption: self.encryption)
            }
            #expect(error?.violations.map(\.path) == [[.field("text")]])
        }
    }

    @Test func whatIsFoundIsTold() throws {
        let before = FieldEncryption(EncryptionKeys(secret: "before"), collection: "notes")
        let document = self.written(
            Note(text: "x", shelves: ["a": Inner(text: "1"), "a.b": Inner(text: "2")]), by: before)
        let fields = document.encryptedFields(of: Note.self, with: self.encryption)
        #expect(fields.map(\.path) == ["text", "numbers", "shelves.a.text", nil])
        #expect(fields.allSatisfy { !$0.isCurrent && $0.renewed() != nil })
        #expect(self.written(Note()).encryptedFields(of: Note.self, with: self.encryption).map(\.isCurrent) == [true])
    }

    struct OpenOutside: SchemaObject {
        var id: Int = 1
        var inner: Inner
        static let schema = Schema(OpenOutside.init) {
            Field("_id", \.id)
            Field("inner", \.inner)
        }
    }

    /// The object becomes secret as a whole, after a field of it was.
    @Test func aSecretInsideOfWhatBecomesSecretIsKept() throws {
        let writer = BSONWriter(self.encryption, of: StoredID(1))
        OpenOutside.schema.writeFields(of: OpenOutside(inner: Inner(text: "in")), to: writer)
        let before = writer.finish()
        #expect(try before.decoded(as: Note.self, encryption: self.encryption).inner?.text == "in")
        let fields = before.encryptedFields(of: Note.self, with: self.encryption)
        #expect(fields.map(\.path) == ["inner"])
        let after: BSONDocument = ["_id": 1, "inner": try #require(fields.first?.renewed())]
        #expect(try after.decoded(as: Note.self, encryption: self.encryption).inner?.text == "in")
    }

    /// Looking for the way to each from the front would take minutes.
    @Test(.timeLimit(.minutes(1))) func manyAreReadInOneWalk() throws {
        let shelves = (0..<20_000).map { (ExactText("\($0)"), Inner(text: "\($0)")) }
        let note = Note(shelves: Dictionary(uniqueKeysWithValues: shelves))
        let document = self.written(note)
        #expect(try document.decoded(as: Note.self, encryption: self.encryption) == note)
        #expect(document.encryptedFields(of: Note.self, with: self.encryption).count == 20_001)
    }
}
