import Foundation

/// How a page looks.
public struct Picture: Equatable {
    /// How many pixels a point has.
    public static let scale = 2.0

    public let width: Int
    public let height: Int
    /// Red, green and blue of each pixel, line by line.
    private let pixels: [UInt8]
    /// The rows that have dark pixels, in groups with nothing between them.
    public let lines: [Range<Int>]

    private init(width: Int, height: Int, pixels: [UInt8]) {
        self.width = width
        self.height = height
        self.pixels = pixels
        // Most rows are white: those are known by one call.
        let white = [UInt8](repeating: 255, count: width * 3)
        let isDark = pixels.withUnsafeBytes { pixels in
            (0..<height).map { y in
                let row = UnsafeRawBufferPointer(rebasing: pixels[y * width * 3..<(y + 1) * width * 3])
                if memcmp(row.baseAddress!, white, row.count) == 0 { return false }
                var index = 0
                while index < row.count {
                    if row[index] < 128, row[index + 1] < 128, row[index + 2] < 128 { return true }
                    index += 3
                }
                return false
            }
        }
        self.lines = Self.groups(isDark)
    }

    /// - Parameter page: counted from 1.
    public init(_ pdf: [UInt8], page: Int = 1) throws {
        let arguments = ["-r", "144", "-f", "\(page)", "-l", "\(page)", "-singlefile"]
        let file = Array(try PDFTool.run("pdftoppm", arguments, on: pdf))
        // "P6", width, height and the highest value, each with one space or line break behind it.
        var rest = file[...]
        let head = (0..<4).map { _ in
            let word = rest.prefix { $0 > 0x20 }
            rest = rest.dropFirst(word.count + 1)
            return String(decoding: word, as: UTF8.self)
        }
        guard head[0] == "P6", let width = Int(head[1]), let height = Int(head[2]), rest.count == width * height * 3
        else { throw PDFTool.Failure(program: "pdftoppm") }
        self.init(width: width, height: height, pixels: Array(rest))
    }

    public func isDark(_ x: Int, _ y: Int) -> Bool {
        let start = (y * self.width + x) * 3
        return self.pixels[start..<start + 3].allSatisfy { $0 < 128 }
    }

    /// How many columns have pixels that are neither black nor grey nor white.
    public var colouredColumns: Int {
        var isColoured = [Bool](repeating: false, count: self.width)
        self.pixels.withUnsafeBytes { pixels in
            var index = 0
            while index < pixels.count {
                let (red, green, blue) = (Int(pixels[index]), Int(pixels[index + 1]), Int(pixels[index + 2]))
                if red != green || green != blue, max(red, green, blue) - min(red, green, blue) > 60 {
                    isColoured[index / 3 % self.width] = true
                }
                index += 3
            }
        }
        return isColoured.count { $0 }
    }

    /// The columns that have dark pixels in some rows, in groups with nothing between them.
    public func columns(_ rows: Range<Int>) -> [Range<Int>] {
        var isDark = [Bool](repeating: false, count: self.width)
        self.pixels.withUnsafeBytes { pixels in
            for line in self.lines {
                for y in line.clamped(to: rows) {
                    var (x, index) = (0, y * self.width * 3)
                    while x < self.width {
                        if pixels[index] < 128, pixels[index + 1] < 128, pixels[index + 2] < 128 { isDark[x] = true }
                        x += 1
                        index += 3
                    }
                }
            }
        }
        return Self.groups(isDark)
    }

    private static func groups(_ isDark: [Bool]) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        for index in isDark.indices where isDark[index] {
            if let last = groups.last, last.upperBound == index {
                groups[groups.count - 1] = last.lowerBound..<index + 1
            } else {
                groups.append(index..<index + 1)
            }
        }
        return groups
    }

    /// A part of it.
    public func part(_ columns: Range<Int>, _ rows: Range<Int>) -> Picture {
        let pixels = rows.flatMap { y in
            self.pixels[(y * self.width + columns.lowerBound) * 3..<(y * self.width + columns.upperBound) * 3]
        }
        return Picture(width: columns.count, height: rows.count, pixels: pixels)
    }

    /// What is around all dark pixels, without the foot of the page; nil for none.
    public var ink: (columns: Range<Int>, rows: Range<Int>)? {
        let rows = self.lines.filter { $0.upperBound < Int(780 * Self.scale) }
        guard let first = rows.first, let last = rows.last else { return nil }
        let all = first.lowerBound..<last.upperBound
        let columns = self.columns(all)
        return (columns.first!.lowerBound..<columns.last!.upperBound, all)
    }

    /// The part with ink.
    public var trimmed: Picture? { self.ink.map { self.part($0.columns, $0.rows) } }

    /// How much of the four sides of the ink is dark: all of it for the box that stands for a letter that no font has.
    public var frame: Double {
        guard let trimmed = self.trimmed else { return 0 }
        let (width, height) = (trimmed.width, trimmed.height)
        // A line may be half a pixel outside.
        let horizontal = (0..<width).map { x in
            (trimmed.isDark(x, 0) || trimmed.isDark(x, min(1, height - 1)) ? 1.0 : 0)
                + (trimmed.isDark(x, height - 1) || trimmed.isDark(x, max(0, height - 2)) ? 1 : 0)
        }
        let vertical = (0..<height).map { y in
            (trimmed.isDark(0, y) || trimmed.isDark(min(1, width - 1), y) ? 1.0 : 0)
                + (trimmed.isDark(width - 1, y) || trimmed.isDark(max(0, width - 2), y) ? 1 : 0)
        }
        return (horizontal.reduce(0, +) + vertical.reduce(0, +)) / Double(2 * (width + height))
    }
}
