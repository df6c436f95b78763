import ArgumentParser
import Foundation
import Images

/// One picture, from the start of the process to its end.
struct Resize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Writes a picture's three sizes into a folder.")

    @Argument(help: "A picture.") var file: String
    @Argument(help: "An existing folder.") var folder: String

    func run() async throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: self.file)))
        let sizes = try await ImageResizer().resize(bytes, to: ImagesBenchmark.sides)
        for (side, size) in zip(ImagesBenchmark.sides, sizes) {
            try Data(size.webp).write(to: URL(filePath: self.folder).appending(path: "\(side).webp"))
        }
    }
}
