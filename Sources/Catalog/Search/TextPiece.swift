import ShopCore

/// A run of letters, of digits, or of a script that puts no blanks between words, with what is before it.
struct TextPiece: Hashable, Sendable {
    enum Kind: Sendable {
        case letters
        case digits
        /// Of Han, Kana, Hangul, Thai and others, where a reader tells by the meaning where a word ends.
        case unspaced
    }

    enum Gap: Hashable, Sendable {
        case nothing
        /// One sign that holds the parts of a word together, as in `t-shirt` and `l'eau`.
        case joint(Unicode.Scalar)
        case blank
        case other
    }

    var kind: Kind
    var scalars: [Unicode.Scalar]
    /// What is between the piece before and this one; `other` for the first.
    var gap: Gap

    var text: String { String(String.UnicodeScalarView(self.scalars)) }

    /// Whether it is a part of the same word as the piece before.
    func belongs(to previous: TextPiece) -> Bool {
        guard self.kind != .unspaced, previous.kind != .unspaced else { return false }
        switch self.gap {
        case .nothing: return true
        case .joint(let joint): return joint != ","
        default: return false
        }
    }

    /// The pieces of a text, folded.
    static func all(in text: String) -> [TextPiece] {
        var pieces: [TextPiece] = []
        var separators: [Unicode.Scalar] = []
        for scalar in Folding.folded(text) {
            guard let kind = Self.kind(of: scalar, after: separators.isEmpty ? pieces.last?.kind : nil) else {
                separators.append(scalar)
                continue
            }
            if separators.isEmpty, let last = pieces.last, last.kind == kind {
                pieces[pieces.count - 1].scalars.append(scalar)
            } else {
                let gap = pieces.isEmpty ? .other : Self.gap(separators)
                pieces.append(TextPiece(kind: kind, scalars: [scalar], gap: gap))
                separators = []
            }
        }
        return Self.joiningDecimals(pieces)
    }

    private static func gap(_ separators: [Unicode.Scalar]) -> Gap {
        if separators.isEmpty { return .nothing }
        if separators.count == 1, Self.joints.contains(separators[0]) { return .joint(separators[0]) }
        return separators.allSatisfy(\.properties.isWhitespace) ? .blank : .other
    }

    /// `3.5` and `3,5` are one number; `38,40,42` are three.
    private static func joiningDecimals(_ pieces: [TextPiece]) -> [TextPiece] {
        func isDecimal(_ place: Int) -> Bool {
            guard pieces.indices.contains(place), place > 0 else { return false }
            let isPoint = pieces[place].gap == .joint(".") || pieces[place].gap == .joint(",")
            return isPoint && pieces[place].kind == .digits && pieces[place - 1].kind == .digits
        }
        var joined: [TextPiece] = []
        for (place, piece) in pieces.enumerated() {
            if isDecimal(place), !isDecimal(place - 1), !isDecimal(place + 1) {
                joined[joined.count - 1].scalars += ["."] + piece.scalars
            } else {
                joined.append(piece)
            }
        }
        return joined
    }

    /// Nil for what separates.
    private static func kind(of scalar: Unicode.Scalar, after previous: Kind?) -> Kind? {
        if scalar.isASCII {
            switch scalar.value {
            case 0x30...0x39: return .digits
            case 0x61...0x7A: return .letters
            default: return nil
            }
        }
        if Self.apostrophes.contains(scalar) { return nil }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark:
            if let previous, previous != .digits { return previous }
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
            .otherNumber, .decimalNumber:
            break
        default: return nil
        }
        return Self.isUnspaced(scalar) ? .unspaced : .letters
    }

    static let apostrophes = Set("'’ʼ‘`´׳״".unicodeScalars)
    private static let joints = apostrophes.union("-\u{2010}\u{2011}_.,·".unicodeScalars)

    static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0xE00 && Self.unspaced.contains { $0.contains(scalar.value) }
    }

    /// Thai and Lao; Burmese; Hangul (whose endings are written at the word); Khmer; Tai scripts; Balinese; Han, Kana, Bopomofo
    /// and Hangul; Javanese and others; Hangul; Han.
    private static let unspaced: [ClosedRange<UInt32>] = [
        0xE00...0xEFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x1950...0x19DF, 0x1A20...0x1AAF,
        0x1B00...0x1B7F, 0x3005...0x3007, 0x3040...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA980...0xA9FF,
        0xAA60...0xAADF, 0xAC00...0xD7FF, 0x20000...0x3FFFF,
    ]
}
