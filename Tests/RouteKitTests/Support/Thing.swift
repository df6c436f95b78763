import NIOCore
import RouteKit
import Schemas

struct Thing: SchemaObject, RouteOutput, Equatable {
    var name: String
    var count: Int

    static let schema = Schema(Thing.init) {
        Field("name", \.name).length(1...20).example("lamp")
        Field("count", \.count, default: 1).positive()
    }
}

/// A thing that clients may keep.
struct TaggedThing: RouteOutput {
    typealias Described = Thing

    var thing: Thing

    var responseBody: ByteBuffer { self.thing.responseBody }
    var entityTag: String? { "\"\(self.thing.name)\"" }
    static var hasEntityTag: Bool { true }
}

struct ThingQuery: SchemaObject {
    var name: String?
    var limit: Int

    static let schema = Schema(ThingQuery.init) {
        Field("name", \.name).described("What it is called.").example("lamp")
        Field("limit", \.limit, default: 20).range(1...100)
    }
}

struct ThingPath: SchemaObject {
    var name: String

    static let schema = Schema(ThingPath.init) {
        Field("name", \.name).length(...20)
    }
}

/// An error that only operators may read.
struct Failure: Error {
    let secret: String
}

/// Things that are sent one after the other.
struct ThingList: SchemaObject {
    var owner: String
    var things: [Thing]

    static let schema = Schema(ThingList.init) {
        Field("owner", \.owner)
        Field("things", \.things)
    }
}
