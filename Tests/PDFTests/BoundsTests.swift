import Foundation
import PDF
import PDFTestSupport
import Testing

/// What a document may take is bounded.
@Suite(.serialized) struct BoundsTests {
    private static let many = PDFDocument(
        .table(.prices((0..<10_000).map { ("Product \($0) قهوة", "\($0).00") })))

    @Test("A table of ten thousand rows is made, in little memory")
    func manyRows() async throws {
        _ = try await PDFRenderer.patient.render(PDFDocument(.table(.prices([("قهوة", "1.00")]))))
        #expect(Self.many.blocks.count == 1)
        let before = Self.resident()
        let pdf = try await PDFRenderer(timeout: .seconds(300)).render(Self.many)
        // Other tests look at their pictures meanwhile.
        #expect(Self.resident() - before < 200 << 20)
        #expect(pdf.count < 4 << 20)
        let text = try PDFTool.text("pdfinfo", on: pdf)
        let pages = text.split(separator: "\n").first { $0.hasPrefix("Pages:") }.flatMap {
            Int($0.split(separator: " ").last ?? "")
        }
        #expect(try #require(pages) > 200)
        #expect(try PDFTool.text("pdftotext", on: pdf, after: ["-"]).contains("Product 9999"))
    }

    private static func resident() -> Int {
        let status = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (status?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4_096
    }

    @Test("More pages than may be are refused")
    func tooLong() async throws {
        let error = await #expect(throws: PDFError.self) {
            try await PDFRenderer(maximumPages: 3, timeout: .seconds(300)).render(Self.many)
        }
        #expect(error?.code == .tooLong)
    }

    @Test("What takes too long ends")
    func timedOut() async throws {
        let error = await #expect(throws: PDFError.self) {
            try await PDFRenderer(timeout: .milliseconds(50)).render(Self.many)
        }
        #expect(error?.code == .timedOut || error?.code == .busy)
    }

    @Test("A task that is cancelled stops waiting, and the thread goes on with the next document")
    func cancelled() async throws {
        let task = Task { try await PDFRenderer(timeout: .seconds(300)).render(Self.many) }
        task.cancel()
        let error = await #expect(throws: PDFError.self) { _ = try await task.value }
        #expect(error?.code == .cancelled)
        #expect(try await PDFRenderer.patient.render(.large("a")).isEmpty == false)
    }

    @Test("A document whose time was over before the thread came to it is not begun")
    func busy() async throws {
        let error = await #expect(throws: PDFError.self) { try await PDFRenderer(timeout: .zero).render(.large("a")) }
        #expect(error?.code == .busy)
    }
}
