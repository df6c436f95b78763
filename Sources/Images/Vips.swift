import CVips

/// What counts for all of libvips in this process.
enum Vips {
    /// Does some work with libvips, which leaves nothing in this thread.
    static func use<Output>(_ work: () throws(ImageError) -> Output) throws(ImageError) -> Output {
        guard Self.isReady else { throw ImageError(.failed, Self.complaint()) }
        defer { vips_thread_shutdown() }
        return try work()
    }

    /// Whether libvips could start; it does so when this is first read.
    private static let isReady: Bool = {
        guard vips_init("images") == 0 else { return false }
        bodega_vips_silence()
        // Pictures are read by ImageThreads side by side: more threads for each would only make more of them than cores.
        vips_concurrency_set(1)
        // No picture comes twice.
        vips_cache_set_max(0)
        vips_block_untrusted_set(1)
        // Trusted, and still not asked for: TIFF, FITS, raw pixels and all that a later version may bring.
        vips_operation_block_set("VipsForeignLoad", 1)
        for format in ImageFormat.allCases { vips_operation_block_set(format.loader, 0) }
        return true
    }()

    /// What libvips has complained of since this was last called, in any thread.
    static func complaint() -> String {
        guard let text = vips_error_buffer_copy() else { return "" }
        defer { g_free(text) }
        return String(String(cString: text).prefix(500))
    }
}
