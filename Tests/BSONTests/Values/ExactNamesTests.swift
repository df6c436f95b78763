import BSON
import Schemas
import Testing

@Suite("Two spellings of one letter are two texts")
struct ExactNamesTests {
    private static let composed = "Caf\u{E9}"
    private static let decomposed = "Cafe\u{301}"

    @Test("as keys of a document")
    func keys() throws {
        let document = BSONDocument([(Self.composed, 1), (Self.decomposed, 2)])
        #expect(document[Self.composed] == 1)
        #expect(document[Self.decomposed] == 2)
        #expect(
            try document.decoded(as: [ExactText: Int].self)
                == [ExactText(Self.composed): 1, ExactText(Self.decomposed): 2])
        #expect(BSONDocument([(Self.decomposed, 2)])[Self.composed] == nil)
    }

    @Test("as values")
    func values() {
        #expect(BSONValue.string(Self.composed) != .string(Self.decomposed))
        #expect(Set<BSONValue>([.string(Self.composed), .string(Self.decomposed)]).count == 2)
        #expect(
            BSONValue.regex(pattern: Self.composed, options: "") != .regex(pattern: Self.decomposed, options: ""))
        #expect(BSONValue.array([.string(Self.composed)]) != .array([.string(Self.decomposed)]))
        #expect(
            BSONValue.document([Self.composed: 1] as BSONDocument) != .document([Self.decomposed: 1] as BSONDocument))
    }

    @Test("and a value of every type equals itself, and no other")
    func equality() {
        let values = BSONDocument(bytesOfEveryType: ()).fields.map(\.value)
        for (index, value) in values.enumerated() {
            for (other, different) in values.enumerated() {
                // Types that were withdrawn are read as another.
                if BSONValue.null == value || value.stringValue != nil { continue }
                #expect((value == different) == (index == other), "\(value) \(different)")
            }
            #expect(Set([value, value]).count == 1)
        }
    }
}

extension BSONDocument {
    fileprivate init(bytesOfEveryType: Void) {
        do { try self.init(bytes: Bytes.allTypes) } catch { fatalError("\(error)") }
    }
}
