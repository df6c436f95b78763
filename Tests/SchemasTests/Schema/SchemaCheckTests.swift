import Schemas
import Testing

@Suite struct SchemaCheckTests {
    struct Pair: SchemaObject {
        var left: String
        var right: String
        var note: String?
        static let schema = Schema(Pair.init) {
            Field("left", \.left)
            Field("right", \.right)
            Field("note", \.note)
        }
    }

    /// What a program that did this says before it ends, which it must.
    private func lastWords(_ result: ExitTest.Result?) -> String {
        String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    /// Both are strings, so that it compiles; and every document would be read with the two exchanged.
    @Test func fieldsThatHaveChangedPlaces() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            print(
                Schema(Pair.init) {
                    Field("right", \.right)
                    Field("left", \.left)
                    Field("note", \.note)
                }.name)
        }
        #expect(
            self.lastWords(result).contains(
                "Pair: the field 'left' stands behind 'right', but its property in front"))
    }

    @Test func aPropertyWithTwoFields() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            print(
                Schema(Pair.init) {
                    Field("left", \.left)
                    Field("also_left", \.left)
                    Field("note", \.note)
                }.name)
        }
        #expect(self.lastWords(result).contains("Pair: the fields 'left' and 'also_left' are of the same property"))
    }

    @Test func aNameThatIsThereTwice() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            print(
                Schema(Pair.init) {
                    Field("left", \.left)
                    Field("left", \.right)
                    Field("note", \.note)
                }.name)
        }
        #expect(self.lastWords(result).contains("Pair: the field 'left' is declared twice"))
    }

    /// It would be lost with the next read.
    @Test func aPropertyWithoutAField() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            print(Schema(Session.init(user:)) { Field("user", \.user) }.name)
        }
        #expect(
            self.lastWords(result).contains("Session: the property 'isFresh' has no field: declare one, or name it"))
    }

    /// Small ones fit between others without making the struct larger.
    @Test func aPropertyWithoutAFieldInAGenericType() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            print(Marked<Int>.schema.name)
        }
        #expect(self.lastWords(result).contains("Marked_Int: the property 'isMarked' has no field"))
    }

    struct Marked<Value: SchemaValue>: SchemaObject {
        var isListed: Bool
        private var isMarked: Bool
        var value: Value

        init(isListed: Bool, value: Value) {
            self.isListed = isListed
            self.isMarked = false
            self.value = value
        }

        static var schema: Schema<Self> {
            .shared {
                Schema(Marked.init) {
                    Field("is_listed", \.isListed)
                    Field("value", \.value)
                }
            }
        }
    }

    struct Crossed: SchemaObject {
        var first: Int
        var second: Int
        static let schema = Schema(Crossed.init) {
            Field("second", \.second)
            Field("first", \.first)
        }
    }

    struct Outer: SchemaObject {
        var inner: [ExactText: [Crossed?]]
        static let schema = Schema(Outer.init) { Field("inner", \.inner) }
    }

    @Test func whatIsDeepInsideIsCheckedWithTheModel() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Outer.checkSchemas()
        }
        #expect(self.lastWords(result).contains("Crossed: the field 'first' stands behind 'second'"))
    }

    struct Wrapper<Item: SchemaObject>: SchemaObject {
        var item: Item
        var others: [Item]

        static var schema: Schema<Self> {
            .shared {
                Schema(Wrapper.init) {
                    Field("item", \.item)
                    Field("others", \.others, default: [])
                }
            }
        }
    }

    @Test func aGenericTypeHasOneSchemaForEachOfItsTypes() throws {
        #expect(Wrapper<Pair>.schema === Wrapper<Pair>.schema)
        #expect(Wrapper<Part>.schema !== Wrapper<Wrapper<Part>>.schema as AnyObject)
        let nested = try Wrapper<Wrapper<Part>>(reading: #"{"item": {"item": {"name": "a"}}}"#)
        #expect(nested.item.item.name == "a")
        #expect(Wrapper<Pair>.schema.fieldName(of: \.others[.each].right) == "others.right")
        #expect(Wrapper<Wrapper<Pair>>.schema.fieldName(of: \.item.item.left) == "item.item.left")
    }

    @Test func aTypeThatHoldsItselfIsFollowedOnce() {
        #expect(Branch.schema.fieldName(of: \.children) == "c")
        #expect(Branch.schema.fieldName(of: \.children[.each].children) == "c.c")
    }

    /// A property that the initialiser sets by itself.
    struct Session: SchemaObject {
        var user: String
        var isFresh = false
        lazy var shout = self.user.uppercased()

        init(user: String) { self.user = user }

        static let schema = Schema(Session.init(user:), transient: [\.isFresh]) { Field("user", \.user) }
    }

    @Test func aTransientPropertyIsNeitherReadNorWritten() throws {
        var session = Session(user: "a")
        session.isFresh = true
        #expect(session.jsonText == #"{"user":"a"}"#)
        #expect(try Session(reading: #"{"user": "a", "isFresh": true}"#).isFresh == false)
    }

    @Test func anIndexOfAnEncryptedField() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            print(
                Schema(Pair.init) {
                    Field("left", \.left)
                    Field("right", \.right).unique().encrypted()
                    Field("note", \.note)
                }.name)
        }
        #expect(self.lastWords(result).contains("Pair: 'right' has an index, so it can't be encrypted"))
    }

    @Test func anEncryptedKey() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            print(
                Schema(Pair.init) {
                    Field("_id", \.left).encrypted()
                    Field("right", \.right)
                    Field("note", \.note)
                }.name)
        }
        #expect(self.lastWords(result).contains("Pair: '_id' is the document's key, so it can't be encrypted"))
    }
}
