import Schemas
import ShopCore

extension ValidationError {
    /// A field of the body names something that is not there.
    ///
    /// - Parameter kind: what it is to name, in a word.
    static func unknown(_ field: String, _ kind: String) -> ValidationError {
        .inBody(field, "unknown", "No such \(kind)")
    }
}
