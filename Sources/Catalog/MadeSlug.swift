/// Slugs made of names.
enum MadeSlug {
    /// - Parameters:
    ///   - kind: what it is the name of, in a word.
    ///   - number: what tells it from others of the name.
    ///   - attempt: how many slugs of this name were taken.
    static func slug(of name: String, kind: String = "product", number: Int, attempt: Int) -> String {
        let words = name.lowercased().utf8.split { !(0x30...0x39).contains($0) && !(0x61...0x7A).contains($0) }
        var slug = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
        slug = String(slug.prefix(Self.longest))
        if slug.hasSuffix("-") { slug.removeLast() }
        if slug.isEmpty { return Self.slug(of: "\(kind) \(number)", kind: kind, number: number, attempt: attempt) }
        if !ProductRules.isTelling(slug: slug) { slug = "\(kind)-" + slug }
        switch attempt {
        case 0: return slug
        case 1: return "\(slug)-\(number)"
        default: return "\(slug)-\(number)-\(Int.random(in: 100_000...999_999))"
        }
    }

    /// Short enough for what is put behind it.
    private static let longest = 150
}
