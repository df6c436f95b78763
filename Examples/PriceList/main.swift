// A price list in several scripts: the first argument says where to write it.
import Foundation
import PDF

let wares = [
    ("Coffee", "9.90"), ("قهوة عربية", "12.50"), ("मसाला चाय", "4.20"), ("普洱茶", "28.00"), ("Kaffee ☕️", "8.70"),
]

let table = PDFTable(
    [PDFTableColumn("What"), PDFTableColumn("Price (USD)", width: .content, alignment: .right)],
    rows: wares.map { name, price in [[PDFText(name)], [PDFText(price)]] })

let document = PDFDocument(
    title: "Price list", author: "The Shop", created: Date(timeIntervalSince1970: 1_780_000_000),
    footer: "Prices are those of today.",
    blocks: [
        .text(PDFText("Price list", size: 20, isBold: true)), .space(12), .table(table), .space(12),
        .columns([["Open from 9 to 18"], [PDFText("Closed on Sundays", tone: .grey)]]),
    ])

let renderer = PDFRenderer()
let bytes = try await renderer.render(document)
let again = try await renderer.render(document)
print("the same again:", bytes == again)

let folder = FileManager.default.temporaryDirectory
let path = CommandLine.arguments.dropFirst().first ?? folder.appending(path: "price-list.pdf").path
try Data(bytes).write(to: URL(filePath: path))
print("pages of A4 in", bytes.count < 200_000 ? "a small file" : "a large file")

var long = document
long.blocks = Array(repeating: .table(table), count: 40)
do throws(PDFError) {
    _ = try await PDFRenderer(maximumPages: 2).render(long)
} catch {
    print("forty tables on two pages:", error.code)
}
