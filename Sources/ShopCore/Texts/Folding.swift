/// Texts as searches compare them: without letter case, accents and other forms of the same letters.
///
/// `É` is `e`, `ß` is `ss`, `İ` and `ı` are `i`, full-width letters and ligatures are plain ones, Arabic harakat and Hebrew
/// points are left out, Katakana is Hiragana, and the digits of all scripts are `0` to `9`. The signs of vowels in Indic
/// scripts stay: without them it would be another word.
package enum Folding {
    package static func folded(_ text: String) -> [Unicode.Scalar] {
        var folded: [Unicode.Scalar] = []
        folded.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                folded.append((0x41...0x5A).contains(scalar.value) ? Unicode.Scalar(scalar.value + 0x20)! : scalar)
            } else {
                for part in FoldingTable.shared[scalar] ?? [scalar] { Self.append(part, to: &folded) }
            }
        }
        return folded
    }

    /// Appends a scalar in the one form that texts that look the same have: composed where it is a sound of Hangul or a sign of
    /// voice, and marks in their defined order.
    private static func append(_ scalar: Unicode.Scalar, to folded: inout [Unicode.Scalar]) {
        if let last = folded.last, let composed = Self.composed(last, scalar) {
            folded[folded.count - 1] = composed
            return
        }
        let rank = Self.rank(scalar)
        var place = folded.count
        if rank > 0 { while place > 0, Self.rank(folded[place - 1]) > rank { place -= 1 } }
        folded.insert(scalar, at: place)
    }

    private static func rank(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.value < 0x300 ? 0 : scalar.properties.canonicalCombiningClass.rawValue
    }

    private static func composed(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        let (first, second) = (first.value, second.value)
        switch second {
        // Hangul: a leading consonant and a vowel, and then a trailing consonant.
        case 0x1161...0x1175 where (0x1100...0x1112).contains(first):
            return Unicode.Scalar(0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28)
        case 0x11A8...0x11C2 where (0xAC00...0xD7A3).contains(first) && (first - 0xAC00) % 28 == 0:
            return Unicode.Scalar(first + second - 0x11A7)
        case 0x3099 where first == 0x3046: return "\u{3094}"
        case 0x3099 where Self.voiced.contains(first): return Unicode.Scalar(first + 1)
        case 0x309A where Self.breathed.contains(first): return Unicode.Scalar(first + 2)
        default: return nil
        }
    }

    private static let voiced = Set("かきくけこさしすせそたちつてとはひふへほゝ".unicodeScalars.map(\.value))
    private static let breathed = Set("はひふへほ".unicodeScalars.map(\.value))
}
