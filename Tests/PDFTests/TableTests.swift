import PDF
import PDFTestSupport
import Testing

@Suite struct TableTests {
    @Test("Amounts end on one line on the right")
    func amounts() async throws {
        let table = PDFTable.prices([("a", "1.00"), ("b", "1234567.00"), ("c", "-20.00"), ("قهوة", "7.00")])
        let picture = try await PDFDocument(.table(table)).picture()
        let rows = picture.lines.prefix { $0.upperBound < Int(780 * Picture.scale) }.dropFirst()
        let ends = rows.compactMap { picture.columns($0).last?.upperBound }
        #expect(ends.count >= 4)
        #expect(try #require(ends.max()) - (try #require(ends.min())) <= 2)
        #expect(abs(Double(try #require(ends.max())) - (595.28 - 56) * Picture.scale) < 4)
    }

    @Test("Texts of a row stand on one line, whatever their script")
    func baseline() async throws {
        // H and 1 have the same foot.
        let table = PDFTable.prices([("H", "1"), ("H ท", "1"), ("H कि", "1")])
        let picture = try await PDFDocument(.table(table)).picture()
        for line in picture.lines.dropFirst().prefix(3) {
            let columns = picture.columns(line)
            let foot = { (range: Range<Int>) in
                line.last { y in range.contains { picture.isDark($0, y) } }
            }
            let first = try #require(columns.first.flatMap(foot))
            let last = try #require(columns.last.flatMap(foot))
            #expect(abs(first - last) <= 1)
        }
    }

    @Test(
        "A long name is broken, and nothing of it reaches the amounts",
        arguments: [
            String(repeating: "a long name ", count: 60), String(repeating: "W", count: 1_500),
            String(repeating: "茶", count: 700), String(repeating: "قهوة ", count: 200),
            "Z" + String(repeating: "\u{0310}\u{0489}\u{035C}", count: 300), String(repeating: "👩‍🚀", count: 200),
            String(repeating: "fi", count: 100_000),
        ])
    func longNames(name: String) async throws {
        let amounts = PDFTable.prices([("", "1234.00"), ("", "5.00")])
        let edge = try #require(try await PDFDocument(.table(amounts)).picture().ink?.columns.lowerBound)
        let picture = try await PDFDocument(.table(.prices([(name, "1234.00"), ("b", "5.00")]))).picture()
        let ink = try #require(picture.ink)
        #expect(ink.rows.count > 60)
        let between = edge - 18..<edge - 4
        #expect(!ink.rows.contains { y in between.contains { picture.isDark($0, y) } })
        #expect(ink.columns.upperBound <= Int((595.28 - 56) * Picture.scale) + 2)
    }

    @Test("Accents that are piled up don't reach the rows above and below")
    func piled() async throws {
        let pile = "o" + String(repeating: "\u{0301}", count: 200) + String(repeating: "\u{0323}", count: 200)
        let names = ["above", "o", "below"]
        let plain = try await PDFDocument(.table(.prices(names.map { ($0, "1.00") }))).picture()
        let piled = try await PDFDocument(.table(.prices([("above", "1.00"), (pile, "1.00"), ("below", "1.00")])))
            .picture()
        // The first row is the same, letter for letter.
        let (rows, columns) = (plain.lines[1], 0..<plain.width)
        #expect(plain.part(columns, rows) == piled.part(columns, rows))
        #expect(piled.lines.count { $0.upperBound < Int(780 * Picture.scale) } >= 4)
    }

    @Test("A table of three pages has its head on each, and each page its number")
    func pages() async throws {
        let rows = (1...80).map { ("Product \($0)", "\($0).00") }
        let pdf = try await PDFRenderer.patient.render(PDFDocument(.table(.prices(rows))))
        let pages = try (1...3).map { try Picture(pdf, page: $0) }
        let head = try #require(pages[0].lines.first)
        let columns = 0..<pages[0].width
        for page in pages { #expect(page.part(columns, head) == pages[0].part(columns, head)) }
        #expect(pages[1] != pages[0])
        for number in 1...3 {
            let text = try PDFTool.text("pdftotext", ["-f", "\(number)", "-l", "\(number)"], on: pdf, after: ["-"])
            #expect(text.split(separator: "\n").contains("\(number)/3"))
        }
        let text = try PDFTool.text("pdftotext", ["-layout"], on: pdf, after: ["-"])
        for (name, amount) in rows {
            #expect(text.split(separator: "\n").contains { $0.contains(name) && $0.hasSuffix(" \(amount)") })
        }
    }

    @Test("A head does not stand alone at the end of a page, and rows that belong together are not parted")
    func together() async throws {
        var totals = PDFTable.prices([("Subtotal", "1.00"), ("Tax", "1.00"), ("Total", "2.00")])
        totals.isKeptTogether = true
        // What is left of the page is less than the totals need.
        let pdf = try await PDFRenderer.patient.render(PDFDocument(.space(841.89 - 112 - 50), .table(totals)))
        let text = try PDFTool.text("pdftotext", ["-f", "2", "-l", "2"], on: pdf, after: ["-"])
        for word in ["What", "Subtotal", "Tax", "Total", "2/2"] { #expect(text.contains(word)) }
    }

    @Test("A paragraph goes on on the next page, with all of its lines")
    func paragraph() async throws {
        let lines = (1...120).map { "line \($0)." }
        let pdf = try await PDFRenderer.patient.render(PDFDocument(.text(PDFText(lines.joined(separator: "\n")))))
        let text = try PDFTool.text("pdftotext", on: pdf, after: ["-"])
        for line in lines { #expect(text.contains(line)) }
        #expect(text.contains("3/3"))
    }

    @Test(
        "Tables of any form are drawn",
        arguments: [
            PDFTable([], rows: [[["a"]]]), PDFTable([PDFTableColumn()], rows: []),
            PDFTable([PDFTableColumn("a")], rows: []),
            PDFTable([PDFTableColumn("a")], rows: [[], [[]], [["a"], ["b"]]]),
            PDFTable(
                [PDFTableColumn("a", width: .share(.nan)), PDFTableColumn("b", width: .share(-1))],
                rows: [[["a"], ["b"]]]),
            PDFTable(
                (0..<100).map { PDFTableColumn("\($0)", width: .content) }, rows: [(0..<100).map { [PDFText("\($0)")] }]
            ),
            PDFTable([PDFTableColumn("a")], rows: [[Array(repeating: "one", count: 5_000)]], isKeptTogether: true),
            PDFTable([PDFTableColumn("a")], rows: [[[PDFText("a", size: .infinity), PDFText("b", size: 1_000_000)]]]),
        ])
    func forms(table: PDFTable) async throws {
        let pdf = try await PDFRenderer.patient.render(PDFDocument(.text("before"), .table(table), .text("after")))
        let text = try PDFTool.text("pdftotext", on: pdf, after: ["-"])
        #expect(text.contains("before") && text.contains("after"))
    }
}
