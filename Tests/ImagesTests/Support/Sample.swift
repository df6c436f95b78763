import ImagesTestSupport
import Testing

/// A file with a name by which a test's report calls it.
struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) {
        self.testDescription = name
        self.bytes = bytes
    }

    /// Pictures of 24 × 16 red pixels or of 48 × 32, one of each kind.
    static let red = [
        Sample("JPEG", BlockJPEG(colour: { _, _ in BlockJPEG.red }).bytes),
        Sample("progressive JPEG", BlockJPEG(colour: { _, _ in BlockJPEG.red }, isProgressive: true).bytes),
        Sample("GIF", FrameGIF().bytes), Sample("WebP", SmallFiles.webp), Sample("AVIF", SmallFiles.avif),
    ]

    static let animated = [
        Sample("GIF", FrameGIF(frames: [FrameGIF.red, FrameGIF.blue, FrameGIF.red]).bytes),
        Sample("WebP", SmallFiles.animatedWebP),
    ]
}
