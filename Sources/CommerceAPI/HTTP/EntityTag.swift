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
}
