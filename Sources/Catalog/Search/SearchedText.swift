/// The words of what somebody searches for. It is plain text: nothing in it is an operator.
struct SearchedText: Sendable {
    enum Part: Hashable, Sendable {
        case word(String)
        /// A word with an apostrophe, and its longer part: `l'eau` means `eau`, too, and `men's` means `men`.
        case elided(String, longer: String)
        /// A word whose parts may be written together, and these.
        case compound(String, parts: [String])
    }

    /// Each once.
    let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        for group in ProductWords.groups(TextPiece.all(in: text)) {
            if group.count == 1, group[0].kind == .unspaced {
                let pairs = ProductWords.pairs(group[0].scalars)
                parts += (pairs.isEmpty ? [group[0].text] : pairs).map { .word($0) }
            } else if group.count == 1 {
                parts.append(.word(ProductWords.joined(group)))
            } else if let longer = Self.longer(group) {
                parts.append(.elided(ProductWords.joined(group), longer: longer))
            } else {
                parts.append(.compound(ProductWords.joined(group), parts: group.map { ProductWords.word($0.scalars) }))
            }
        }
        var seen: Set<Part> = []
        self.parts = parts.filter { seen.insert($0).inserted }
    }

    /// The longer part, where the other one of two is only an article or an ending.
    private static func longer(_ group: [TextPiece]) -> String? {
        guard group.count == 2, case .joint(let joint) = group[1].gap, TextPiece.apostrophes.contains(joint) else {
            return nil
        }
        let (short, long) = group[0].scalars.count < group[1].scalars.count ? (0, 1) : (1, 0)
        guard group[short].scalars.count <= 2, group[long].scalars.count >= 3 else { return nil }
        return ProductWords.word(group[long].scalars)
    }
}
