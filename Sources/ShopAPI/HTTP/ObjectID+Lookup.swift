import BSON
import ShopCore

extension ObjectID {
    /// Reads the identifier of something that a client looks up. A text that is none names nothing.
    ///
    /// - Throws: `ShopError` `notFound`.
    init(_ text: String, of thing: String) throws(ShopError) {
        guard let id = ObjectID(text) else { throw .notFound("\(thing) not found") }
        self = id
    }
}
