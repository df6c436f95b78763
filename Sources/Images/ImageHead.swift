import CVips

/// What a file tells before any of its pixels is decoded.
struct ImageHead {
    /// Of all frames together.
    let pixels: Int
    /// What decoding takes at most, in bytes: a frame, and what the decoder keeps beside it. Coefficients of a
    /// progressive JPEG take two bytes where pixels take one, GIF and AVIF are decoded into a frame of their own.
    let memory: Int

    /// How often a JPEG may go over its pixels. Cameras and encoders make at most about a dozen scans, while a file of
    /// 10 MiB has room for a million of them.
    static let maximumScans = 64

    init(_ bytes: [UInt8]) throws(ImageError) {
        guard let format = ImageFormat(bytes) else { throw ImageError(.unknownFormat) }
        if format == .jpeg, Self.scans(bytes) > Self.maximumScans { throw ImageError(.broken, "too many scans") }
        let (pixels, memory) = try bytes.span.withUnsafeBytes { bytes throws(ImageError) in
            // libvips looks at the bytes itself: both must see the same kind of file.
            guard let found = vips_foreign_find_load_buffer(bytes.baseAddress, bytes.count),
                String(cString: found).hasPrefix(format.loader)
            else { throw ImageError(.broken, Vips.complaint()) }
            let picture = try VipsPicture(owning: bodega_vips_open(bytes.baseAddress, bytes.count), or: .broken)
            return (picture.width * picture.height * max(1, picture.frames), picture.byteCount * 2)
        }
        self.pixels = pixels
        self.memory = memory
    }

    /// How many scans a JPEG has. In compressed data no marker can occur; what a comment or a preview holds counts too.
    private static func scans(_ bytes: [UInt8]) -> Int {
        var count = 0
        var last: UInt8 = 0
        for byte in bytes {
            if last == 0xFF, byte == 0xDA { count += 1 }
            last = byte
        }
        return count
    }
}
