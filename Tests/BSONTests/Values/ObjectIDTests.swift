import BSON
import Schemas
import Testing

@Suite("ObjectID")
struct ObjectIDTests {
    @Test(
        "hex digits there and back",
        arguments: [
            "507f1f77bcf86cd799439011", "000000000000000000000000", "ffffffffffffffffffffffff",
            "0123456789abcdef01234567",
        ])
    func hex(_ text: String) throws {
        let id = try #require(ObjectID(text))
        #expect(id.hexString == text)
        #expect(id.description == text)
        #expect(ObjectID(text.uppercased()) == id)
        #expect(ObjectID(text[...]) == id)
        #expect(id.json() == Array("\"\(text)\"".utf8))
        #expect(try ObjectID(json: id.json()) == id)
        #expect(BSONDocument(["_id": .objectID(id)]).canonicalExtendedJSON == #"{ "_id" : { "$oid" : "\#(text)" } }"#)
    }

    @Test(
        "what is no identifier",
        arguments: [
            "", "507f1f77bcf86cd79943901", "507f1f77bcf86cd7994390111", "507f1f77bcf86cd79943901g",
            "507f1f77bcf86cd79943901 ",
            "507f1f77bcf86cd7994390é", "0x7f1f77bcf86cd799439011", "+07f1f77bcf86cd799439011", "５07f1f77bcf86cd79943",
        ])
    func refused(_ text: String) {
        #expect(ObjectID(text) == nil)
        let error = #expect(throws: ValidationError.self) { try ObjectID(json: text.json()) }
        #expect(error?.violations.map(\.code) == ["object_id"])
    }

    @Test("escapes and parameters")
    func otherReaders() throws {
        #expect(
            try ObjectID(json: Array(#""507f1f77bcf86cd79943901\u0031""#.utf8)) == ObjectID("507f1f77bcf86cd799439011"))
        #expect(throws: ValidationError.self) { try ObjectID(json: Array("7".utf8)) }
        #expect(
            try Box<ObjectID>(parameters: [(name: "v", value: "507f1f77bcf86cd799439011")]).value
                == ObjectID("507f1f77bcf86cd799439011"))
    }

    @Test("new ones differ, over threads too, and order by their making")
    func unique() async {
        let first = ObjectID()
        let all = await withTaskGroup(of: [ObjectID].self) { group in
            for _ in 0..<8 { group.addTask { (0..<5000).map { _ in ObjectID() } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(all).count == 40_000)
        let ids = (0..<1000).map { _ in ObjectID() }
        #expect(ids == ids.sorted())
        #expect(all.allSatisfy { first < $0 })
    }

    @Test("the order is that of the digits")
    func order() {
        let texts = [
            "000000000000000000000001", "000000000000000100000000", "00000001ffffffffffffffff",
            "507f1f77bcf86cd799439011", "ffffffff0000000000000000",
        ]
        let ids = texts.map { ObjectID($0)! }
        #expect(ids.reversed().sorted() == ids)
        #expect(!(ids[0] < ids[0]))
    }
}
