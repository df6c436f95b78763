import Foundation
import Images
import ImagesTestSupport
import Testing

@Suite struct ResizingTests {
    private let resizer = ImageResizer()

    private func read(_ bytes: [UInt8], side: Int = 160) async throws -> ReadImage {
        try #require(ReadImage(try await self.resizer.resize(bytes, to: [side])[0].webp))
    }

    @Test("Every size has the picture's proportions, and none is larger than the picture")
    func sizes() async throws {
        let sizes = try await self.resizer.resize(FlatPNG(width: 1_000, height: 500).bytes, to: [160, 640, 1_600])
        #expect(sizes.map(\.width) == [160, 640, 1_000])
        #expect(sizes.map(\.height) == [80, 320, 500])
        for size in sizes {
            let image = try #require(ReadImage(size.webp))
            #expect(image.width == size.width && image.height == size.height)
        }
    }

    @Test("A picture of any kind is read by its content", arguments: Sample.red)
    func kinds(file: Sample) async throws {
        #expect(try await self.read(file.bytes).colour(5, 5) == "red")
    }

    @Test("Of several frames the first is taken", arguments: Sample.animated)
    func frames(file: Sample) async throws {
        let image = try await self.read(file.bytes)
        #expect(image.width == 24 && image.height == 16)
        #expect(image.colour(12, 8) == "red")
    }

    @Test(
        "A photo is turned as its camera was held",
        arguments: [
            (1, "48x32", "red", "blue"), (2, "48x32", "blue", "red"), (3, "48x32", "blue", "red"),
            (4, "48x32", "red", "blue"), (5, "32x48", "red", "blue"), (6, "32x48", "red", "blue"),
            (7, "32x48", "blue", "red"), (8, "32x48", "blue", "red"),
        ])
    func orientations(orientation: Int, size: String, first: String, last: String) async throws {
        var photo = BlockJPEG.redBlue
        photo.segments = [BlockJPEG.exif(orientation: orientation)]
        let image = try await self.read(photo.bytes)
        #expect("\(image.width)x\(image.height)" == size)
        #expect(image.colour(2, 2) == first)
        #expect(image.colour(image.width - 3, image.height - 3) == last)
    }

    @Test("What a camera wrote beside a photo is gone: place, text, preview")
    func metadata() async throws {
        var photo = BlockJPEG.redBlue
        photo.segments = [
            BlockJPEG.exif(orientation: 6, text: "taken at home"),
            BlockJPEG.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>taken at home</x:xmpmeta>".utf8)),
            BlockJPEG.segment(0xFE, Array("taken at home".utf8)),
        ]
        let size = try await self.resizer.resize(photo.bytes, to: [160])[0]
        #expect(try #require(ReadImage(size.webp)).metadata == [])
        #expect(Data(size.webp).range(of: Data("home".utf8)) == nil)
        #expect(Data(size.webp).range(of: Data("EXIF".utf8)) == nil)
    }

    @Test("A comment in a PNG is gone")
    func comment() async throws {
        let picture = FlatPNG(width: 20, height: 20, chunks: [("tEXt", Array("Author\0Ann".utf8))])
        let size = try await self.resizer.resize(picture.bytes, to: [160])[0]
        #expect(Data(size.webp).range(of: Data("Ann".utf8)) == nil)
    }

    @Test("A print's colours become those of a screen")
    func cmyk() async throws {
        // Inverted as Adobe writes them: no cyan, all of magenta and yellow, no black.
        let image = try await self.read(BlockJPEG(colour: { _, _ in [255, 0, 0, 255] }).bytes)
        #expect(image.bands == 3)
        #expect(image.colour(5, 5) == "red")
    }

    @Test("A picture whose colour profile is broken is read as one without")
    func brokenProfile() async throws {
        var photo = BlockJPEG.redBlue
        photo.segments = [
            BlockJPEG.segment(0xE2, Array("ICC_PROFILE".utf8) + [0, 1, 1] + [UInt8](repeating: 7, count: 200))
        ]
        #expect(try await self.read(photo.bytes).colour(2, 2) == "red")
    }

    @Test("Sixteen bits become eight, and transparency stays", arguments: [false, true])
    func sixteenBits(isInterlaced: Bool) async throws {
        let picture = FlatPNG(width: 300, height: 200, depth: 16, isInterlaced: isInterlaced, hasAlpha: true)
        let image = try await self.read(picture.bytes)
        #expect(image.width == 160 && image.height == 107)
        #expect(image.bands == 4)
    }

    @Test("A grey picture is one in colour")
    func grey() async throws {
        #expect(try await self.read(BlockJPEG().bytes).bands == 3)
    }

    @Test("A line of pixels keeps a width", arguments: [(60_000, 1), (1, 60_000)])
    func lines(width: Int, height: Int) async throws {
        let image = try await self.read(FlatPNG(width: width, height: height).bytes)
        #expect(max(image.width, image.height) == 160)
        #expect(min(image.width, image.height) == 1)
    }

    @Test("What is hidden behind a picture does not come along")
    func polyglot() async throws {
        let archive = Array("PK\u{3}\u{4}<script>alert(1)</script>".utf8)
        let size = try await self.resizer.resize(BlockJPEG.redBlue.bytes + archive, to: [160])[0]
        #expect(Data(size.webp).range(of: Data("script".utf8)) == nil)
    }
}
