import Testing

@testable import Catalog

@Suite struct SearchGramsTests {
    @Test(arguments: [
        ("", []), ("A", ["a"]), ("aé", ["aé"]), ("Lam", ["lam"]), ("lamp", ["lam", "amp"]), ("Lamps", ["lamps"]),
        ("laptop", ["lapto", "aptop"]), ("keyboard", ["keyboard"]), ("red lamps", ["red lamp", "ed lamps"]),
        ("sneakers marble", ["sneakers", "akers ma", "s marble"]),
        ("smart wooden laptop", ["smart wo", "rt woode", "ooden la", "n laptop"]),
    ])
    func aTextIsCoveredByItsLongestWindows(text: String, windows: [String]) {
        #expect(SearchGrams.covering(text) == windows)
    }

    @Test func whatCoversAPartIsAmongTheWindowsOfTheWhole() {
        let name = "Ünïted Kelvin (2 K) ſuper-Lamp 4000, 日本 İstanbul ΣΟΦΟΣ straße 👩‍💻"
        let scalars = Array(name.unicodeScalars)
        let all = Set(SearchGrams.all(in: ["Home & Living", name]).map { Array($0.unicodeScalars) })
        for start in scalars.indices {
            for end in start + 1...scalars.count {
                var part = String.UnicodeScalarView()
                part.append(contentsOf: scalars[start..<end])
                for text in [String(part), String(part).uppercased(), String(part).lowercased()]
                where text.unicodeScalars.count == part.count {
                    for window in SearchGrams.covering(text) { #expect(all.contains(Array(window.unicodeScalars))) }
                }
            }
        }
    }

    @Test func everyScalarOfATextIsCovered() {
        let letters = (0..<60).map { String(Unicode.Scalar(UInt8(ascii: "A") + $0)) }
        for count in 1...36 {
            let text = letters.prefix(count).joined()
            let folded = text.lowercased()
            let covered = Set(SearchGrams.covering(text).joined())
            #expect(covered == Set(folded))
        }
    }

    @Test func aTextOfAnyLengthHasFewWindows() {
        #expect(SearchGrams.covering(String(repeating: "ab", count: 5000)).count == 8)
    }

    @Test func windowsAreThereOnceAndCanonicallyEqualOnesApart() {
        #expect(SearchGrams.all(in: ["aA", ""]) == ["a", "aa"])
        #expect(SearchGrams.all(in: ["\u{E9}", "e\u{301}"]).count == 4)
    }
}
