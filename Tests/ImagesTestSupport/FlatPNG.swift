/// A black PNG of any size, of a few bytes for each thousand pixels.
package struct FlatPNG {
    var width: Int
    var height: Int
    /// 8 or 16.
    var depth: Int
    var isInterlaced: Bool
    var hasAlpha: Bool
    /// What stands between the head and the pixels.
    var chunks: [(name: String, content: [UInt8])]

    package init(
        width: Int, height: Int, depth: Int = 8, isInterlaced: Bool = false, hasAlpha: Bool = false,
        chunks: [(name: String, content: [UInt8])] = []
    ) {
        self.width = width
        self.height = height
        self.depth = depth
        self.isInterlaced = isInterlaced
        self.hasAlpha = hasAlpha
        self.chunks = chunks
    }

    package var bytes: [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let head =
            big(self.width, 4) + big(self.height, 4) + [
                UInt8(self.depth), self.hasAlpha ? 6 : 2, 0, 0, self.isInterlaced ? 1 : 0,
            ]
        file += Self.chunk("IHDR", head)
        for (name, content) in self.chunks { file += Self.chunk(name, content) }
        file += Self.chunk("IDAT", Self.deflated(zeros: self.byteCount))
        return file + Self.chunk("IEND", [])
    }

    /// A file of a few bytes whose head promises any size.
    package static func withoutMostPixels(width: Int, height: Int) -> [UInt8] {
        let small = FlatPNG(width: 1, height: 1).bytes
        let head = big(width, 4) + big(height, 4) + [8, 2, 0, 0, 0]
        return small.prefix(8) + Self.chunk("IHDR", head) + small.dropFirst(8 + 12 + 13)
    }

    /// Of all lines, each with a byte for its filter.
    private var byteCount: Int {
        let pixel = (self.hasAlpha ? 4 : 3) * self.depth / 8
        guard self.isInterlaced else { return self.height * (1 + self.width * pixel) }
        // Adam7: where each pass begins, and its steps.
        let passes = [
            (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
        ]
        return passes.reduce(0) { sum, pass in
            let columns = (self.width - pass.0 + pass.2 - 1) / pass.2
            let rows = (self.height - pass.1 + pass.3 - 1) / pass.3
            return sum + (columns > 0 ? rows * (1 + columns * pixel) : 0)
        }
    }

    package static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        return big(content.count, 4) + body + big(Int(Self.checksum(body)), 4)
    }

    /// Any number of zeros, compressed by fixed codes: one zero, then "258 times what was one byte before".
    package static func deflated(zeros count: Int) -> [UInt8] {
        var writer = BitWriter(mostSignificantFirst: false)
        writer.write(0b011, bits: 3)
        let singles = count < 259 ? count : (count - 1) % 258 + 1
        for _ in 0..<singles { writer.write(0b0000_1100, bits: 8) }
        // The length's code 11000101 and the distance's 00000, which are written from their most significant bit on.
        for _ in 0..<((count - singles) / 258) { writer.write(0b1010_0011, bits: 13) }
        writer.write(0, bits: 7)
        writer.finish()
        return [0x78, 0x01] + writer.bytes + big(count % 65_521, 2) + big(1, 2)
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        let table = Self.table
        return ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }
}
