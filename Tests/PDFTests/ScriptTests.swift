import PDF
import PDFTestSupport
import Testing

/// Texts look as those who read them expect: `pdftotext` finds them also where boxes are shown, so pictures are looked at.
@Suite struct ScriptTests {
    /// How much of its sides is dark in the box of a letter that no font has.
    private static let box = 0.9

    @Test("A letter that no font has is a box, so that the next test can tell")
    func box() async throws {
        #expect(try await PDFDocument.large("\u{10FFFD}").picture().frame > Self.box)
    }

    @Test(
        "No letter is a box",
        arguments: [
            "A", "ß", "Ж", "Ω", "ب", "ש", "क", "ท", "茶", "あ", "한", "ა", "Հ", "ক", "த", "က", "ខ", "ሀ", "e\u{301}",
        ])
    func letters(letter: String) async throws {
        let picture = try await PDFDocument.large(letter).picture()
        #expect(picture.ink != nil)
        #expect(picture.frame < Self.box)
    }

    @Test("Emoji are there, in colours", arguments: ["😀", "☕️", "👩‍🚀", "🇫🇷"])
    func emoji(emoji: String) async throws {
        let picture = try await PDFDocument.large(emoji).picture()
        let coloured = picture.colouredColumns
        #expect(emoji == "☕️" ? picture.frame < Self.box : coloured > 60)
        #expect(coloured < 250, "one picture, not one for each code point")
    }

    @Test("Digits are those of the text, not those of the emoji font")
    func digits() async throws {
        let picture = try await PDFDocument.large("1234567890").picture()
        let ink = try #require(picture.ink)
        #expect(Double(ink.columns.count) < 10 * 60 * Picture.scale * 0.6)
    }

    @Test("Arabic letters are joined")
    func arabic() async throws {
        let joined = try await PDFDocument.large("محمد").picture()
        let isolated = try await PDFDocument.large("م\u{200C}ح\u{200C}م\u{200C}د").picture()
        let (rows, isolatedRows) = try (#require(joined.ink?.rows), #require(isolated.ink?.rows))
        #expect(joined.columns(rows).count == 1)
        #expect(isolated.columns(isolatedRows).count >= 3)
    }

    @Test("Arabic runs from right to left and begins on the right")
    func rightToLeft() async throws {
        // A narrow letter that joins nothing behind it, then a wide one.
        let picture = try await PDFDocument.large("اش").picture()
        let rows = try #require(picture.ink?.rows)
        let letters = picture.columns(rows)
        #expect(letters.count == 2)
        #expect(try #require(letters.last).count < 30)
        #expect(try #require(letters.first).count > 60)
        #expect(Double(try #require(letters.last).upperBound) > (595.28 - 56 - 10) * Picture.scale)
    }

    @Test("Letters of Hindi are joined to one")
    func hindi() async throws {
        let joined = try await PDFDocument.large("क्ष").picture()
        let apart = try await PDFDocument.large("क्\u{200C}ष").picture()
        let (width, widthApart) = try (#require(joined.ink?.columns.count), #require(apart.ink?.columns.count))
        #expect(width < widthApart - 20)
    }

    @Test("A vowel of Hindi that is written before its consonant stands before it")
    func reordered() async throws {
        let vowel = try #require(try await PDFDocument.large("कि").picture().trimmed)
        let consonant = try #require(try await PDFDocument.large("क").picture().trimmed)
        #expect(vowel.width > consonant.width + 10)
        // The arc of the vowel is above; below, the right part is the consonant.
        let shift = (vowel.width - consonant.width, vowel.height - consonant.height)
        let differing = (0..<consonant.width).count { x in
            (consonant.height / 2..<consonant.height).contains { y in
                consonant.isDark(x, y) != vowel.isDark(x + shift.0, y + shift.1)
                    && consonant.isDark(x, y) != vowel.isDark(x + shift.0, y + shift.1 - 1)
            }
        }
        #expect(differing < consonant.width / 4)
    }

    @Test("Marks of Thai stand above their letter and take no room of their own")
    func thai() async throws {
        let marked = try #require(try await PDFDocument.large("ที่").picture().ink)
        let plain = try #require(try await PDFDocument.large("ท").picture().ink)
        #expect(abs(marked.columns.count - plain.columns.count) < 12)
        #expect(marked.rows.count > plain.rows.count + 20)
    }

    @Test("An accent of its own stands on its letter as in the letter that has one")
    func accents() async throws {
        let apart = try await PDFDocument.large("e\u{301}").picture()
        let together = try await PDFDocument.large("é").picture()
        #expect(apart == together)
    }

    @Test("What turns the direction of letters has no effect")
    func overrides() async throws {
        let plain = try await PDFRenderer.patient.render(PDFDocument.large("ab 12"))
        let turned = try await PDFRenderer.patient.render(PDFDocument.large("\u{202E}a\u{2066}b 1\u{202D}2\u{2069}"))
        #expect(plain == turned)
    }

    @Test("Control characters are left out", arguments: ["a\0b", "a\u{1B}b", "a\u{7F}b", "\u{FEFF}ab", "a\u{90}b"])
    func controls(text: String) async throws {
        #expect(try await PDFRenderer.patient.render(.large(text)) == PDFRenderer.patient.render(.large("ab")))
    }
}
