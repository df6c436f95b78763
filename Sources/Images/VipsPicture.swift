import CVips

/// An image of libvips, on the thread that made it.
struct VipsPicture: ~Copyable {
    private let image: UnsafeMutablePointer<VipsImage>

    /// - Parameter image: what a call returned that gives its owner a reference, nil if it failed.
    init(owning image: UnsafeMutablePointer<VipsImage>?, or code: ImageError.Code) throws(ImageError) {
        guard let image else { throw ImageError(code, Vips.complaint()) }
        self.image = image
    }

    deinit { bodega_vips_release(self.image) }

    var width: Int { Int(vips_image_get_width(self.image)) }
    var height: Int { Int(vips_image_get_height(self.image)) }

    /// How many frames the file has of which this is one.
    var frames: Int { Int(vips_image_get_n_pages(self.image)) }

    /// How many bytes all pixels of a frame take.
    var byteCount: Int {
        self.width * self.height * Int(vips_image_get_bands(self.image))
            * Int(vips_format_sizeof_unsafe(vips_image_get_format(self.image)))
    }

    /// In sRGB, each pixel computed and in memory: nothing is read from the file any more.
    consuming func computed() throws(ImageError) -> VipsPicture {
        let colours = try VipsPicture(owning: bodega_vips_srgb(self.image), or: .broken)
        return try VipsPicture(owning: vips_image_copy_memory(colours.image), or: .broken)
    }

    /// With no side longer than `side`, and not larger than it is.
    func shrunk(to side: Int) throws(ImageError) -> VipsPicture {
        try VipsPicture(owning: bodega_vips_shrunk(self.image, Int32(side)), or: .failed)
    }

    /// A file without metadata.
    func webp(quality: Int) throws(ImageError) -> [UInt8] {
        var count = 0
        guard let bytes = bodega_vips_webp(self.image, Int32(quality), &count) else {
            throw ImageError(.failed, Vips.complaint())
        }
        defer { g_free(bytes) }
        guard let file = WebPFile.withoutMetadata(Array(UnsafeRawBufferPointer(start: bytes, count: count))) else {
            throw ImageError(.failed, "libvips wrote no WebP file")
        }
        return file
    }
}
