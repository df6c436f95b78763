/// A GIF of frames that have one colour each.
package struct FrameGIF {
    package static let red: UInt8 = 0
    package static let blue: UInt8 = 1

    var width: Int
    var height: Int
    /// A colour's index for each frame.
    var frames: [UInt8]
    /// How much of the picture a frame draws, from its upper left corner; nil for all.
    var drawn: (width: Int, height: Int)?

    package init(
        width: Int = 24, height: Int = 16, frames: [UInt8] = [Self.red], drawn: (width: Int, height: Int)? = nil
    ) {
        self.width = width
        self.height = height
        self.frames = frames
        self.drawn = drawn
    }

    package var bytes: [UInt8] {
        let size = little(self.width, 2) + little(self.height, 2)
        // Four colours: red, blue, black, black.
        var file = Array("GIF89a".utf8) + size + [0x81, 0, 0, 220, 20, 20, 20, 20, 220, 0, 0, 0, 0, 0, 0]
        for frame in self.frames {
            // Shown for a tenth of a second.
            file += [0x21, 0xF9, 4, 0, 10, 0, 0, 0]
            let (width, height) = self.drawn ?? (self.width, self.height)
            file += [0x2C, 0, 0, 0, 0] + little(width, 2) + little(height, 2) + [0, 2]
            file += self.pixels(frame, count: width * height) + [0]
        }
        return file + [0x3B]
    }

    /// Codes of three bits. One that forgets all others before every second pixel keeps them at that length.
    private func pixels(_ colour: UInt8, count: Int) -> [UInt8] {
        var writer = BitWriter(mostSignificantFirst: false)
        for index in 0..<count {
            if index % 2 == 0 { writer.write(4, bits: 3) }
            writer.write(Int(colour), bits: 3)
        }
        writer.write(5, bits: 3)
        writer.finish()
        return stride(from: 0, to: writer.bytes.count, by: 255).flatMap { start in
            let block = writer.bytes[start..<min(start + 255, writer.bytes.count)]
            return [UInt8(block.count)] + block
        }
    }
}
