import Foundation
import PDF
import PDFTestSupport
import TestSupport
import Testing

@Suite struct FileTests {
    private static let scripts = "Invoice Ж Ω قهوة עברית चाय ชา 茶 あ 한 😀"

    @Test("Readers find title, author, time, pages and their size")
    func information() async throws {
        var document = PDFDocument(.text("a"))
        document.title = "Invoice 1 – قهوة"
        document.author = "The Shop"
        let text = try PDFTool.text("pdfinfo", on: try await PDFRenderer.patient.render(document))
        #expect(text.contains("Title:           Invoice 1 – قهوة"))
        #expect(text.contains("Author:          The Shop"))
        #expect(text.contains("CreationDate:    Thu May 28 20:26:40 2026"))
        #expect(text.contains("Pages:           1\n"))
        #expect(text.contains("(A4)"))
    }

    @Test("All fonts are in the file, and only the letters that it needs of them")
    func size() async throws {
        let document = PDFDocument(.text(PDFText(Self.scripts)), .text(PDFText(Self.scripts, isBold: true)))
        let pdf = try await PDFRenderer.patient.render(document)
        // The fonts themselves have 50 MB.
        #expect(pdf.count < 300_000)
        #expect(try await PDFRenderer.patient.render(PDFDocument(.text("A text in one script"))).count < 20_000)
        for line in try PDFTool.text("pdffonts", on: pdf).split(separator: "\n").dropFirst(2) {
            #expect(line.contains(" yes "), "\(line)")
        }
    }

    @Test("The same document is the same file, whatever is made before and beside it")
    func deterministic() async throws {
        let renderer = PDFRenderer.patient
        let document = PDFDocument(.text(PDFText(Self.scripts)), .table(.prices([(Self.scripts, "1.00")])))
        let first = try await renderer.render(document)
        let others = ["茶", "قهوة", "あ 한", "चाय", "ชา", "😀", "Ж Ω", "ქართული", "Հայերեն", "ሀለሐ", "עברית", "ខ្មែរ"]
        let files = try await parallel(48) { index in
            index % 4 == 0
                ? try await PDFRenderer.patient.render(document) : try await renderer.render(.large(others[index % 12]))
        }
        for (index, file) in files.enumerated() where index % 4 == 0 { #expect(file == first) }
        // Nor do those differ that were made when other fonts were open.
        for (index, file) in files.enumerated() where index % 4 != 0 {
            #expect(try await renderer.render(.large(others[index % 12])) == file)
        }
    }

    @Test("Another time is another file")
    func time() async throws {
        var document = PDFDocument(.text("a"))
        let first = try await PDFRenderer.patient.render(document)
        document.created += 1
        #expect(try await PDFRenderer.patient.render(document) != first)
    }
}
