/// A JPEG of squares of 8 × 8 pixels that have one colour each: the smallest encoder that can make any picture needed here.
package struct BlockJPEG: Sendable {
    package var width: Int
    package var height: Int
    /// What the head says in place of the size.
    package var promised: (width: Int, height: Int)?
    /// The components of a square's colour: one for grey, three for YCbCr, four for Adobe's inverted CMYK.
    package var colour: @Sendable (_ column: Int, _ row: Int) -> [Int]
    /// Segments between the beginning and the tables, such as Exif data.
    package var segments: [[UInt8]] = []
    package var isProgressive: Bool
    /// How many times a progressive file goes over all of its pixels once more, for nothing.
    package var emptyScans: Int

    package init(
        width: Int = 48, height: Int = 32, promised: (width: Int, height: Int)? = nil,
        colour: @escaping @Sendable (_ column: Int, _ row: Int) -> [Int] = { _, _ in Self.grey },
        isProgressive: Bool = false, emptyScans: Int = 0
    ) {
        self.width = width
        self.height = height
        self.promised = promised
        self.colour = colour
        self.isProgressive = isProgressive
        self.emptyScans = emptyScans
    }

    package static let grey = [128]
    package static let red = [76, 85, 255]
    package static let blue = [29, 255, 107]

    /// Red on the left, blue on the right.
    package static let redBlue = BlockJPEG(colour: { column, _ in column < 3 ? Self.red : Self.blue })

    package var bytes: [UInt8] {
        let components = self.colour(0, 0).count
        let numbers = (1...components).map { UInt8($0) }
        var file: [UInt8] = [0xFF, 0xD8]
        for segment in self.segments { file += segment }
        if components == 4 { file += Self.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 0]) }
        file += Self.segment(0xDB, [0] + [UInt8](repeating: 8, count: 64))
        file += Self.segment(
            self.isProgressive ? 0xC2 : 0xC0,
            [8] + big(self.promised?.height ?? self.height, 2) + big(self.promised?.width ?? self.width, 2)
                + [UInt8(components)] + numbers.flatMap { [$0, 0x11, 0] as [UInt8] })
        // Nine categories of differences, four bits each; and one code that ends a square, or 32,767 of them.
        file += Self.segment(0xC4, [0x00] + [0, 0, 0, 9] + [UInt8](repeating: 0, count: 12) + Array(0...8))
        let end: UInt8 = self.isProgressive ? 0xE0 : 0x00
        file += Self.segment(0xC4, [0x10] + [1] + [UInt8](repeating: 0, count: 15) + [end])
        let all = [UInt8(components)] + numbers.flatMap { [$0, 0x00] as [UInt8] }
        file += Self.segment(0xDA, all + (self.isProgressive ? [0, 0, 0] : [0, 63, 0])) + self.scan(components)
        if self.emptyScans > 0 {
            let scan = Self.segment(0xDA, [1, 1, 0x00, 1, 63, 0]) + self.emptyScan
            for _ in 0..<self.emptyScans { file += scan }
        }
        return file + [0xFF, 0xD9]
    }

    private var columns: Int { (self.width + 7) / 8 }
    private var rows: Int { (self.height + 7) / 8 }

    private func scan(_ components: Int) -> [UInt8] {
        var writer = BitWriter(mostSignificantFirst: true)
        var last = [Int](repeating: 0, count: components)
        for row in 0..<self.rows {
            for column in 0..<self.columns {
                for (index, value) in self.colour(column, row).enumerated() {
                    let difference = value - 128 - last[index]
                    last[index] = value - 128
                    let category = Int.bitWidth - abs(difference).leadingZeroBitCount
                    writer.write(category, bits: 4)
                    if category > 0 {
                        writer.write(difference > 0 ? difference : difference + (1 << category) - 1, bits: category)
                    }
                    if !self.isProgressive { writer.write(0, bits: 1) }
                }
            }
        }
        writer.finish()
        return writer.bytes
    }

    private var emptyScan: [UInt8] {
        var writer = BitWriter(mostSignificantFirst: true)
        for _ in 0..<(self.columns * self.rows / 32_767 + 1) {
            writer.write(0, bits: 1)
            writer.write(16_383, bits: 14)
        }
        writer.finish()
        return writer.bytes
    }

    package static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker] + big(content.count + 2, 2) + content
    }

    /// Exif data with an orientation, a place, and a text.
    package static func exif(orientation: Int = 1, text: String = "") -> [UInt8] {
        let text = Array(text.utf8) + [0]
        let place: [UInt8] = little(1, 2) + little(1, 2) + little(2, 2) + little(2, 4) + Array("N".utf8) + [0, 0, 0]
        var directory = little(3, 2)
        // Behind the directory of 2 + 3 × 12 + 4 bytes, which begins at 8, follows the place's of 18, then the text.
        directory += little(0x010E, 2) + little(2, 2) + little(text.count, 4) + little(8 + 42 + 18, 4)
        directory += little(0x0112, 2) + little(3, 2) + little(1, 4) + little(orientation, 4)
        directory += little(0x8825, 2) + little(4, 2) + little(1, 4) + little(8 + 42, 4)
        let tiff = Array("II".utf8) + little(42, 2) + little(8, 4) + directory + little(0, 4) + place + little(0, 4)
        return Self.segment(0xE1, Array("Exif".utf8) + [0, 0] + tiff + text)
    }
}
