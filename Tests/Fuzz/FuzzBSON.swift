import BSON
import Schemas

@testable import Accounts
@testable import Catalog
@testable import Orders

/// Documents as MongoDB might send them, were it broken or somebody else's.
func fuzzBSON(_ bytes: UnsafeRawBufferPointer) -> CInt {
    _ = try? Product(bson: bytes)
    _ = try? User(bson: bytes)
    _ = try? Order(bson: bytes)
    _ = try? BSONValue(bson: bytes)
    guard let document = try? BSONDocument(bytes: Array(bytes)) else { return 0 }
    for (_, value) in document.fields { _ = String(describing: value) }
    _ = document.canonicalExtendedJSON
    if let value = try? BSONValue(bson: bytes), let copy = try? BSONDocument(encoding: Holder(value: value)) {
        precondition(copy["value"] != nil, "what was read can't be read again")
    }
    return 0
}

private struct Holder: SchemaObject {
    var value: BSONValue

    static let schema = Schema(Holder.init) { Field("value", \.value) }
}
