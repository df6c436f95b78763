package import Schemas

extension Violation {
    /// A field of a request's body is wrong.
    package static func inBody(_ field: String, _ code: String, _ message: String) -> Violation {
        Violation(path: [.field("body"), .field(field)], code: code, message: message)
    }
}

extension ValidationError {
    /// One field of a request's body is wrong.
    package static func inBody(_ field: String, _ code: String, _ message: String) -> ValidationError {
        ValidationError([.inBody(field, code, message)])
    }
}
