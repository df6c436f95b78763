import CPango
import FoundationEssentials

/// The pages of a PDF while they are painted, on the thread that made this.
///
/// It owns a surface of Cairo, the context that paints on it, and the bytes that Cairo has written.
final class Canvas {
    private let surface: OpaquePointer
    private let cairo: OpaquePointer
    private let file: WrittenFile

    init(_ size: PDFPageSize) throws(PDFError) {
        let file = WrittenFile()
        self.file = file
        // Cairo writes until the surface is destroyed, which this outlives.
        let pointer = Unmanaged.passUnretained(file).toOpaque()
        // Both are never nil: after a failure they have a status that says so.
        self.surface = cairo_pdf_surface_create_for_stream(
            { file, bytes, count in
                let bytes = UnsafeBufferPointer(start: bytes, count: Int(count))
                return Unmanaged<WrittenFile>.fromOpaque(file!).takeUnretainedValue().append(bytes)
            }, pointer, size.width, size.height)
        self.cairo = cairo_create(self.surface)
        try self.check()
        cairo_set_line_width(self.cairo, 0.5)
    }

    deinit {
        cairo_destroy(self.cairo)
        cairo_surface_destroy(self.surface)
    }

    /// Says what the file is.
    func describe(_ document: PDFDocument) {
        self.set(CAIRO_PDF_METADATA_TITLE, document.title)
        if let author = document.author { self.set(CAIRO_PDF_METADATA_AUTHOR, author) }
        self.set(CAIRO_PDF_METADATA_CREATE_DATE, document.created.formatted(.iso8601))
    }

    private func set(_ field: cairo_pdf_metadata_t, _ text: String) {
        cairo_pdf_surface_set_metadata(
            self.surface, field, PrintableText.make(text, longest: PrintableText.longestOfCell, isOneLine: true))
    }

    /// Paints a text from a point downwards.
    ///
    /// - Parameter room: what it must not be painted beyond; nil for no such limit.
    func show(_ layout: TextLayout, x: Double, y: Double, within room: (width: Double, height: Double)?) {
        self.setTone(layout.tone)
        guard let room, Self.isWithout(room, layout.extents.ink) else {
            layout.show(on: self.cairo, x: x, y: y)
            return
        }
        cairo_save(self.cairo)
        cairo_rectangle(self.cairo, x, y, room.width, room.height)
        cairo_clip(self.cairo)
        layout.show(on: self.cairo, x: x, y: y)
        cairo_restore(self.cairo)
    }

    private static func isWithout(_ room: (width: Double, height: Double), _ ink: Box) -> Bool {
        ink.x < 0 || ink.y < 0 || ink.x + ink.width > room.width || ink.y + ink.height > room.height
    }

    /// Paints a line of a text.
    ///
    /// - Parameter y: where its letters stand.
    func show(_ line: TextLine, x: Double, y: Double) {
        self.setTone(line.tone)
        cairo_move_to(self.cairo, x, y)
        pango_cairo_show_layout_line(self.cairo, line.line)
    }

    private func setTone(_ tone: PDFTone) {
        let value = tone == .grey ? 0.4 : 0
        cairo_set_source_rgb(self.cairo, value, value, value)
    }

    /// Paints a thin line.
    func rule(x: Double, y: Double, width: Double) {
        cairo_set_source_rgb(self.cairo, 0.75, 0.75, 0.75)
        cairo_move_to(self.cairo, x, y)
        cairo_line_to(self.cairo, x + width, y)
        cairo_stroke(self.cairo)
    }

    func endPage() throws(PDFError) {
        cairo_show_page(self.cairo)
        try self.check()
    }

    /// Writes what is left to write.
    ///
    /// - Returns: the file. Nothing can be painted any more.
    func finish() throws(PDFError) -> [UInt8] {
        cairo_surface_finish(self.surface)
        try self.check()
        return self.file.bytes
    }

    private func check() throws(PDFError) {
        for status in [cairo_surface_status(self.surface), cairo_status(self.cairo)]
        where status != CAIRO_STATUS_SUCCESS {
            // After the surface is finished, the context has nothing to paint on.
            if status == CAIRO_STATUS_SURFACE_FINISHED { continue }
            throw PDFError(.failed, String(cString: cairo_status_to_string(status)))
        }
    }
}

/// What Cairo has written.
private final class WrittenFile {
    /// More than a document of the most pages has.
    private static let longest = 256 << 20

    private(set) var bytes: [UInt8] = []

    func append(_ more: UnsafeBufferPointer<UInt8>) -> cairo_status_t {
        guard self.bytes.count + more.count <= Self.longest else { return CAIRO_STATUS_WRITE_ERROR }
        self.bytes.append(contentsOf: more)
        return CAIRO_STATUS_SUCCESS
    }
}
