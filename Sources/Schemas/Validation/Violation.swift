/// One way in which a value breaks its schema.
///
/// Codes and sentences are those of Pydantic 2, because clients written against FastAPI know them.
public struct Violation: Error, Hashable, Sendable {
    /// From the outermost object to the value at fault.
    public var path: [PathPart]
    /// A stable, machine-readable name, for example `string_too_short`.
    public var code: String
    /// A sentence for people.
    public var message: String

    public init(path: [PathPart] = [], code: String, message: String) {
        self.path = path
        self.code = code
        self.message = message
    }

    /// The violation as the object or array around the value sees it.
    @usableFromInline
    func inside(_ part: PathPart) -> Violation {
        Violation(path: [part] + self.path, code: self.code, message: self.message)
    }
}

/// A step on the way to a value: a field of an object or an element of an array.
public enum PathPart: Hashable, Sendable, CustomStringConvertible {
    case field(String)
    case index(Int)

    public var description: String {
        switch self {
        case .field(let name): name
        case .index(let index): String(index)
        }
    }
}

/// Everything that is wrong with one value.
public struct ValidationError: Error, Hashable, Sendable, CustomStringConvertible {
    public var violations: [Violation]

    public init(_ violations: [Violation]) {
        self.violations = violations
    }

    /// The violations with a part put in front of every path, for example `body`.
    public func prefixed(_ part: PathPart) -> ValidationError {
        ValidationError(self.violations.map { $0.inside(part) })
    }

    public var description: String {
        self.violations
            .map { "\($0.path.map(\.description).joined(separator: ".")): \($0.message)" }
            .joined(separator: "; ")
    }
}
