#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* Swift can't call GLib's macros: a wrapper for each use. */

/* Fonts of FreeType, found by fontconfig. */
static inline PangoFontMap *bodega_pango_fonts(void) {
    return pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
}

static inline void bodega_pango_release(void *object) {
    g_object_unref(object);
}
