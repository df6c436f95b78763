#include <malloc.h>
#include <vips/vips.h>

/* Swift can't call functions with a variable number of arguments, nor GLib's macros: a wrapper for each use. */

static void bodega_vips_drop(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer context) {
    (void) domain, (void) level, (void) message, (void) context;
}

/* Warnings are about the files that clients send, and would fill the log. */
static inline void bodega_vips_silence(void) {
    g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG, bodega_vips_drop, NULL);
}

/* Only the head is read. The bytes are not copied: they must outlive the image. */
static inline VipsImage *bodega_vips_open(const void *bytes, size_t count) {
    return vips_image_new_from_buffer(
        bytes, count, "", "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
}

/* The first frame, upright, no side longer than `side`. `profile` is what the colours are converted to: the one of the
   image counts for where they come from. NULL leaves the profile aside. The bytes must outlive the image.
   libvips 8.14 hands `fail_on` to some loaders only: the option string reaches all. */
static inline VipsImage *bodega_vips_thumbnail(const void *bytes, size_t count, int side, const char *profile) {
    VipsImage *out = NULL;
    int code = vips_thumbnail_buffer(
        (void *) bytes, count, &out, side, "height", side, "size", VIPS_SIZE_DOWN, "fail_on", VIPS_FAIL_ON_ERROR,
        "option_string", "[fail_on=error]", profile ? "export_profile" : NULL, profile, NULL);
    return code ? NULL : out;
}

static inline VipsImage *bodega_vips_shrunk(VipsImage *image, int side) {
    VipsImage *out = NULL;
    return vips_thumbnail_image(image, &out, side, "height", side, "size", VIPS_SIZE_DOWN, "no_rotate", TRUE, NULL)
        ? NULL
        : out;
}

/* Eight bits of red, green and blue, with what there is of transparency. */
static inline VipsImage *bodega_vips_srgb(VipsImage *image) {
    VipsImage *out = NULL;
    return vips_colourspace(image, &out, VIPS_INTERPRETATION_sRGB, NULL) ? NULL : out;
}

/* WebP without metadata, to be freed by g_free; NULL if it can't be written. */
static inline void *bodega_vips_webp(VipsImage *image, int quality, size_t *count) {
    void *bytes = NULL;
    return vips_webpsave_buffer(image, &bytes, count, "Q", quality, "strip", TRUE, NULL) ? NULL : bytes;
}

static inline void bodega_vips_release(VipsImage *image) {
    g_object_unref(image);
}
