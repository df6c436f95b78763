/// A WebP file without what is not needed to see it.
enum WebPFile {
    /// The chunks that hold pixels: lossy, their transparency, lossless.
    private static let pixels: Set<String> = ["VP8 ", "ALPH", "VP8L"]
    /// The bit of the head that says there is transparency.
    private static let hasAlpha: UInt8 = 0x10

    /// The file with its pixels only. libvips writes Exif data even where it is told to write none.
    ///
    /// - Returns: nil for bytes that are no WebP file of one frame.
    static func withoutMetadata(_ file: [UInt8]) -> [UInt8]? {
        guard file.starts(with: "RIFF".utf8), file.dropFirst(8).starts(with: "WEBP".utf8) else { return nil }
        var kept: [UInt8] = []
        var head: [UInt8]?
        var isExtended = false
        var rest = file[12...]
        while rest.count >= 8 {
            let name = String(decoding: rest.prefix(4), as: UTF8.self)
            let size = rest.dropFirst(4).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            // A chunk of an odd size is followed by a byte that does not count.
            let chunk = rest.prefix(8 + size + size % 2)
            guard chunk.count >= 8 + size else { return nil }
            if name == "VP8X" { head = Array(chunk) }
            if Self.pixels.contains(name) { kept += chunk }
            isExtended = isExtended || name == "ALPH"
            rest = rest.dropFirst(chunk.count)
        }
        guard !kept.isEmpty else { return nil }
        // Only with transparency beside the pixels a head is needed.
        if isExtended {
            guard var head, head.count == 18 else { return nil }
            head[8] = Self.hasAlpha
            kept = head + kept
        }
        let size = (0..<4).map { UInt8(truncatingIfNeeded: (kept.count + 4) >> (8 * $0)) }
        return Array("RIFF".utf8) + size + Array("WEBP".utf8) + kept
    }
}
