import Foundation
import Images
import ImagesTestSupport
import Testing

@Suite struct BadFilesTests {
    private let resizer = ImageResizer()

    private func failure(_ bytes: [UInt8]) async -> ImageError.Code? {
        do {
            _ = try await self.resizer.resize(bytes, to: [160, 640, 1_600])
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "Bytes of another kind are no picture",
        arguments: [
            "", "x", "hello", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"></svg>",
            "<?xml version=\"1.0\"?><svg/>", "%PDF-1.4", "%!PS-Adobe-3.0", "BM\u{1}", "II*\0", "P6 1 1 255 aaa",
            "RIFF\u{1}\0\0\0WAVEfmt ", "\0\0\0\u{1C}ftypheic\0\0\0\0mif1heicmiaf",
            "\0\0\0\u{1C}ftypmp42\0\0\0\0mp42isommiaf",
            "push graphic-context\nviewbox 0 0 640 480", "#!/bin/sh",
        ])
    func unknown(text: String) async {
        #expect(await self.failure(Array(text.utf8)) == .unknownFormat)
    }

    @Test(
        "A file that ends early is broken",
        arguments: Sample.red + [Sample("PNG", FlatPNG(width: 300, height: 300).bytes)], [0.5, 0.9])
    func truncated(file: Sample, part: Double) async {
        #expect(await self.failure(Array(file.bytes.prefix(Int(Double(file.bytes.count) * part)))) == .broken)
    }

    @Test(
        "A beginning alone is broken",
        arguments: [
            Sample("JPEG", [0xFF, 0xD8, 0xFF]), Sample("PNG", Array(FlatPNG(width: 1, height: 1).bytes.prefix(8))),
            Sample("GIF and a script", Array("GIF89a=1;alert(1)//".utf8)),
            Sample("WebP", Array("RIFF\u{1}\0\0\0WEBPVP8 ".utf8)), Sample("AVIF", Array(SmallFiles.avif.prefix(28))),
        ])
    func beginning(file: Sample) async {
        #expect(await self.failure(file.bytes) == .broken)
    }

    @Test("A byte of a PNG that does not fit its checksum makes it broken")
    func checksum() async {
        var bytes = FlatPNG(width: 300, height: 300).bytes
        bytes[60] ^= 0xFF
        #expect(await self.failure(bytes) == .broken)
    }

    @Test(
        "A file of too many pixels is not decoded",
        arguments: [
            Sample("PNG, a little too large", FlatPNG.withoutMostPixels(width: 7_072, height: 7_072)),
            Sample("PNG, larger than any memory", FlatPNG.withoutMostPixels(width: 500_000, height: 500_000)),
            Sample("JPEG", BlockJPEG(promised: (65_000, 65_000)).bytes),
            Sample(
                "GIF of small frames",
                FrameGIF(width: 500, height: 500, frames: [UInt8](repeating: 0, count: 201), drawn: (1, 1)).bytes),
        ])
    func tooManyPixels(file: Sample) async {
        #expect(await self.failure(file.bytes) == .tooManyPixels)
    }

    @Test("A picture of as many pixels as may be is read")
    func justEnoughPixels() async {
        #expect(await self.failure(FlatPNG(width: 10_000, height: 5_000).bytes) == nil)
    }

    @Test("A JPEG that goes over its pixels without end is broken")
    func scans() async {
        #expect(await self.failure(BlockJPEG(isProgressive: true, emptyScans: 12).bytes) == nil)
        #expect(await self.failure(BlockJPEG(isProgressive: true, emptyScans: 100_000).bytes) == .broken)
    }
}
