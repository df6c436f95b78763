import CVips

/// What a WebP file shows.
struct ReadImage {
    let width: Int
    let height: Int
    let bands: Int
    /// Names of what it carries beside pixels.
    let metadata: [String]
    private let pixels: [UInt8]

    init?(_ webp: [UInt8]) {
        // The image reads from these bytes until it is released.
        let file = UnsafeMutableRawBufferPointer.allocate(byteCount: webp.count, alignment: 1)
        defer { file.deallocate() }
        file.copyBytes(from: webp)
        guard let image = bodega_vips_open(file.baseAddress, file.count) else { return nil }
        defer { bodega_vips_release(image) }
        var count = 0
        guard let pixels = vips_image_write_to_memory(image, &count) else { return nil }
        defer { g_free(pixels) }
        self.width = Int(vips_image_get_width(image))
        self.height = Int(vips_image_get_height(image))
        self.bands = Int(vips_image_get_bands(image))
        self.pixels = Array(UnsafeRawBufferPointer(start: pixels, count: count))
        let fields = vips_image_get_fields(image)!
        defer { g_strfreev(fields) }
        var names: [String] = []
        var field = fields
        while let name = field.pointee {
            names.append(String(cString: name))
            field += 1
        }
        self.metadata = names.filter { $0.contains("exif") || $0.contains("xmp") || $0.contains("icc") }
    }

    /// The colour of a place in words: what is more than half of it.
    func colour(_ x: Int, _ y: Int) -> String {
        let start = (y * self.width + x) * self.bands
        let pixel = self.pixels[start..<start + 3].map { $0 > 127 }
        return switch (pixel[0], pixel[1], pixel[2]) {
        case (true, false, false): "red"
        case (false, false, true): "blue"
        case (false, true, false): "green"
        case (false, false, false): "black"
        case (true, true, true): "white"
        default: "other"
        }
    }
}
