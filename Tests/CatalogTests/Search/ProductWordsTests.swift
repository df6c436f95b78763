import Testing

@testable import Catalog

@Suite struct ProductWordsTests {
    @Test(arguments: [
        ("Men's T-Shirt", ["men", "s", "t", "shirt", "mens", "tshirt"]),
        ("USB-C 3.5mm", ["usb", "c", "3.5", "mm", "usbc", "3.5mm"]),
        ("Vitamin C", ["vitamin", "c", "vitaminc"]), ("Wi-Fi 6", ["wi", "fi", "wifi", "6", "wifi6"]),
        ("Bottle 750 ml", ["bottle", "750", "bottle750", "ml", "750ml"]),
        ("38,40,42", ["38", "40", "42"]), ("1.000,50", ["1", "000", "50", "1000"]), ("3,5", ["3.5"]),
        ("a/b — c", ["a", "b", "c"]),
        ("茶碗", ["茶碗", "茶", "碗"]), ("茶 碗", ["茶", "茶碗", "碗"]), ("iPhone手机", ["iphone", "手机", "手", "机"]),
        ("ร่ม", ["ร่", "่ม"]),
        ("", []), ("!?", []),
    ])
    func wordsOfAName(_ name: String, _ words: [String]) {
        #expect(Set(ProductWords(name: name).all) == Set(words))
    }

    @Test func wordsOfAllTextsAreThereOnce() {
        let words = ProductWords(name: "Lamp", tags: ["Desk lamp"], description: "A lamp a day")
        #expect(words.all == ["lamp", "desk", "a", "day"])
        #expect(words.name == ["lamp"])
        #expect(words.wholeName == "lamp")
    }

    @Test func whatIsCalledLikeTheTextIsFoundByIt() {
        let alphabet = Array("aBé3. ,'’-ß茶ラうｶﾞ한글ร่มक़ी\u{301}\u{3099}\u{200D}🙂İ½".unicodeScalars)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let scalars = (0..<Int.random(in: 1...12)).map { _ in alphabet.randomElement(using: &random)! }
            let text = String(String.UnicodeScalarView(scalars))
            let words = Set(ProductWords(name: text).all)
            for part in SearchedText(text).parts {
                switch part {
                case .word(let word), .elided(let word, _): #expect(words.contains(word), "\(text): \(word)")
                case .compound(let word, let parts):
                    #expect(words.isSuperset(of: parts + [word]), "\(text): \(word)")
                }
            }
        }
    }

    @Test func textsOfAnyLengthMakeABoundedNumberOfShortWords() {
        let signs = String(String.UnicodeScalarView((0x4E00..<0x6E00).compactMap { Unicode.Scalar($0) }))
        let words = ProductWords(name: signs, description: String(repeating: "x", count: 10_000))
        #expect(words.all.count == ProductWords.most)
        #expect(words.wholeName.unicodeScalars.count <= 300)
        let long = ProductWords(name: String(repeating: "x", count: 10_000)).all
        #expect(long == [String(repeating: "x", count: ProductWords.longest)])
    }
}
