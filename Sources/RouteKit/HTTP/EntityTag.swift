/// What a change requires of what it changes (RFC 9110, section 13.1.1), in the application's own type.
public protocol EntityTagRequirement {
    /// That it is there.
    static var anything: Self { get }
    /// That it is still what one of these entity tags was given for.
    static func tags(_ tags: [String]) -> Self
}

/// Entity tags as headers list them (RFC 9110, section 8.8.3).
enum EntityTag {
    /// Whether an `If-None-Match` names a tag: `*`, or tags between commas, of which a weak one (`W/"…"`) is as good
    /// as a strong one there.
    static func list(_ header: String, contains tag: String) -> Bool {
        if header == tag { return true }
        return header.split(separator: ",").contains { entry in
            var entry = entry.drop { $0 == " " || $0 == "\t" }
            while entry.last == " " || entry.last == "\t" { entry.removeLast() }
            if entry.hasPrefix("W/") { entry = entry.dropFirst(2) }
            return entry == "*" || entry == tag
        }
    }

    /// What an `If-Match` requires: `*`, or tags between commas. A weak tag is none there, and neither is anything
    /// else: what can't be read must not let a change through.
    static func requirement<Requirement: EntityTagRequirement>(_ header: String) -> Requirement {
        if header == "*" { return .anything }
        var tags: [String] = []
        var rest = Substring(header)
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            let isWeak = rest.hasPrefix("W/")
            if isWeak { rest = rest.dropFirst(2) }
            guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { return .tags(tags) }
            if !isWeak { tags.append(String(rest[...end])) }
            rest = rest[rest.index(after: end)...]
        }
    }
}
