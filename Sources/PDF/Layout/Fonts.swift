import CPango

/// The fonts of the system, on the thread that made this.
///
/// It owns a font map of Pango and the context in which texts are laid out.
final class Fonts {
    /// Pango takes the first of these that has a letter, then any other font. They are named so that the same fonts are taken
    /// wherever they are installed. That of emoji is not: it has digits, too, and Pango finds it by itself.
    private static let families = """
        Noto Sans,Noto Sans Arabic,Noto Sans Hebrew,Noto Sans Devanagari,Noto Sans Thai,Noto Sans CJK SC,sans-serif
        """

    private let map: UnsafeMutablePointer<PangoFontMap>
    private let context: OpaquePointer

    /// nil if there is no memory.
    init?() {
        guard let map = bodega_pango_fonts() else { return nil }
        guard let context = pango_font_map_create_context(map) else {
            bodega_pango_release(map)
            return nil
        }
        self.map = map
        self.context = context
        // Nothing depends on the user's environment.
        pango_context_set_language(context, pango_language_from_string("en"))
        pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
        // Letters stand where the font wants them, not on the pixels of a screen.
        pango_context_set_round_glyph_positions(context, 0)
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
    }

    deinit {
        bodega_pango_release(UnsafeMutableRawPointer(self.context))
        bodega_pango_release(self.map)
    }

    /// Lays out a text.
    ///
    /// - Parameters:
    ///   - width: where lines are broken, in points; nil for one line as long as it is.
    ///   - alignment: where the text itself says nothing.
    ///   - maximumLines: what is beyond is left out, with a mark; nil for a paragraph, which may have line breaks of its own.
    func layout(
        _ text: PDFText, width: Double?, alignment: PDFAlignment = .start, maximumLines: Int?
    ) -> TextLayout {
        let description = pango_font_description_new()
        defer { pango_font_description_free(description) }
        pango_font_description_set_family(description, Self.families)
        pango_font_description_set_weight(description, text.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        let size = text.size.isFinite ? min(max(text.size, 4), 72) : 10
        pango_font_description_set_absolute_size(description, size * Double(PANGO_SCALE))
        let isCell = maximumLines != nil
        let string = PrintableText.make(
            text.string, longest: isCell ? PrintableText.longestOfCell : PrintableText.longestOfParagraph,
            isOneLine: isCell)
        return TextLayout(
            string, tone: text.tone, in: self.context, font: description!, width: width,
            alignment: text.alignment ?? alignment, maximumLines: maximumLines)
    }
}
