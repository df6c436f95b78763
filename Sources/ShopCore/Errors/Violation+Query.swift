package import Schemas

extension ValidationError {
    /// One parameter of a request's query is wrong.
    package static func inQuery(_ field: String, _ code: String, _ message: String) -> ValidationError {
        ValidationError([Violation(path: [.field("query"), .field(field)], code: code, message: message)])
    }
}
