package import Schemas

/// What a change requires of what it changes, so that nobody's change is lost (RFC 9110, section 13.1.1).
public enum IfMatch: Hashable, Sendable {
    /// That it is there.
    case anything
    /// That it is still what one of these entity tags was given for.
    case tags([String])

    /// Whether a value is what is required.
    package func holds(for value: some SchemaValue) -> Bool {
        switch self {
        case .anything: true
        case .tags(let tags): tags.contains(Representation(value).tag)
        }
    }
}
