import Foundation
import ShopCore
import Testing

@Suite struct FoldingTests {
    private func folded(_ text: String) -> String { String(String.UnicodeScalarView(Folding.folded(text))) }

    @Test(arguments: [
        ("Été", "ete"), ("Straße", "strasse"), ("STRASSE", "strasse"), ("İstanbul ıŞIK", "istanbul isik"),
        ("ﬁn ﬀ", "fin ff"), ("Ｆｕｌｌ１２", "full12"), ("Łódź", "lodz"), ("Ærø", "aero"), ("Đặng", "dang"),
        ("ΣΟΦΟΣ", "σοφοσ"),
        ("σοφός", "σοφοσ"), ("Ёлка й", "елка и"), ("كِتَابٌ", "كتاب"), ("أإآ", "ااا"), ("סֵפֶר", "ספר"), ("ज़मीन", "जमीन"),
        ("किताब", "किताब"), ("カタカナ", "かたかな"), ("ｶﾞｷﾞ", "がぎ"), ("ぱ", "ぱ"), ("\u{1112}\u{1161}\u{11AB}", "한"),
        ("٣٤५", "345"), ("co\u{AD}op", "coop"), ("x²", "x2"),
    ])
    func aTextLosesItsLetterCaseAndAccents(_ text: String, _ expected: String) {
        #expect(Array(self.folded(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test func allFormsOfACharacterAreFoldedAlike() {
        for value in UInt32(0x80)..<0x30000 {
            guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
            let text = String(scalar)
            let plain = Folding.folded(text)
            #expect(Folding.folded(text.decomposedStringWithCanonicalMapping) == plain, "\(String(value, radix: 16))")
            #expect(Folding.folded(text.precomposedStringWithCanonicalMapping) == plain, "\(String(value, radix: 16))")
        }
    }

    @Test func whatIsFoldedStays() {
        for value in UInt32(0x80)..<0x30000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let once = self.folded(String(scalar))
            #expect(Folding.folded(once) == Array(once.unicodeScalars), "\(String(value, radix: 16))")
        }
    }
}
