import CPango

/// A text that is broken into lines, on the thread that made it.
///
/// It owns a layout of Pango.
final class TextLayout {
    let tone: PDFTone
    private let layout: OpaquePointer

    init(
        _ string: String, tone: PDFTone, in context: OpaquePointer, font: OpaquePointer, width: Double?,
        alignment: PDFAlignment, maximumLines: Int?
    ) {
        self.tone = tone
        // GLib ends the process where there is no memory, so it never returns nil.
        self.layout = pango_layout_new(context)
        pango_layout_set_font_description(self.layout, font)
        // Numbers end on the right whatever stands before them.
        pango_layout_set_auto_dir(self.layout, alignment == .start ? 1 : 0)
        pango_layout_set_alignment(self.layout, alignment == .start ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT)
        if let width {
            pango_layout_set_width(self.layout, Int32(max(1, width) * Double(PANGO_SCALE)))
            pango_layout_set_wrap(self.layout, PANGO_WRAP_WORD_CHAR)
            if let maximumLines {
                pango_layout_set_height(self.layout, -Int32(maximumLines))
                pango_layout_set_ellipsize(self.layout, PANGO_ELLIPSIZE_END)
            }
        }
        pango_layout_set_text(self.layout, string, -1)
    }

    deinit { bodega_pango_release(UnsafeMutableRawPointer(self.layout)) }

    /// How wide the longest line is, in points.
    var width: Double { self.extents.logical.width }

    /// How high all lines are, in points.
    var height: Double { self.extents.logical.height }

    /// From its top to the line on which the letters of its first line stand, in points.
    var ascent: Double { Double(pango_layout_get_baseline(self.layout)) / Double(PANGO_SCALE) }

    /// The room for its lines, and what is painted, which may be beyond it: a letter may carry any number of accents.
    var extents: (logical: Box, ink: Box) {
        var (ink, logical) = (PangoRectangle(), PangoRectangle())
        pango_layout_get_extents(self.layout, &ink, &logical)
        return (Box(logical), Box(ink))
    }

    /// Calls a closure with each line, from the first to the last.
    func forEachLine(_ body: (TextLine) throws(PDFError) -> Void) throws(PDFError) {
        let lines = pango_layout_get_iter(self.layout)
        defer { pango_layout_iter_free(lines) }
        repeat {
            var logical = PangoRectangle()
            pango_layout_iter_get_line_extents(lines, nil, &logical)
            let baseline = Double(pango_layout_iter_get_baseline(lines)) / Double(PANGO_SCALE)
            let box = Box(logical)
            try body(
                TextLine(
                    line: pango_layout_iter_get_line_readonly(lines), tone: self.tone, x: box.x, height: box.height,
                    ascent: baseline - box.y))
        } while pango_layout_iter_next_line(lines) != 0
    }

    /// Paints all lines from a point of the canvas downwards.
    func show(on cairo: OpaquePointer, x: Double, y: Double) {
        cairo_move_to(cairo, x, y)
        pango_cairo_show_layout(cairo, self.layout)
    }
}

/// A line of a ``TextLayout``, which owns it, while that goes through its lines.
struct TextLine {
    let line: UnsafeMutablePointer<PangoLayoutLine>
    let tone: PDFTone
    /// How far it is from the left edge of the layout, in points.
    let x: Double
    /// In points.
    let height: Double
    /// From its top to the line on which letters stand, in points.
    let ascent: Double
}

/// A place, in points.
struct Box {
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    init(_ rectangle: PangoRectangle) {
        self.x = Double(rectangle.x) / Double(PANGO_SCALE)
        self.y = Double(rectangle.y) / Double(PANGO_SCALE)
        self.width = Double(rectangle.width) / Double(PANGO_SCALE)
        self.height = Double(rectangle.height) / Double(PANGO_SCALE)
    }
}
