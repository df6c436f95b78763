import CVips
import Glibc

/// Makes pictures of any kind into WebP files of given sizes, on threads of its own.
///
/// What is read is what clients send: bytes are checked by what they are, their head is read before any pixel is
/// decoded, and how much is decoded at once is bounded.
public final class ImageResizer: Sendable {
    /// What the system gets back at once: clearing takes a millisecond, such a picture some hundred.
    private static let muchMemory = 64 << 20

    private let maximumPixels: Int
    private let threads: ImageThreads

    /// - Parameters:
    ///   - threads: how many pictures may be decoded at once; nil for half of the cores.
    ///   - maximumPixels: how many pixels all frames of a file may have together.
    ///   - memory: how many bytes the pictures that are decoded at once may take together. A larger one is alone.
    ///   - timeout: the longest wait for a thread.
    public init(
        threads: Int? = nil, maximumPixels: Int = 50_000_000, memory: Int = 256 << 20, timeout: Duration = .seconds(60)
    ) {
        self.maximumPixels = maximumPixels
        self.threads = ImageThreads(
            count: threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2), memory: memory, timeout: timeout)
    }

    /// The picture in several sizes: upright, in sRGB, of several frames the first, without any metadata.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - sides: for each size how long its longer side may be, in pixels. A smaller picture stays as it is.
    ///   - quality: WebP's, 0 to 100.
    /// - Returns: a picture for each of `sides`, in that order.
    public func resize(_ bytes: [UInt8], to sides: [Int], quality: Int = 80) async throws(ImageError) -> [ResizedImage]
    {
        let head = try await self.threads.run(memory: 0) { () throws(ImageError) in
            try Vips.use { () throws(ImageError) in try ImageHead(bytes) }
        }
        guard head.pixels <= self.maximumPixels else {
            throw ImageError(.tooManyPixels, "\(head.pixels) of \(self.maximumPixels)")
        }
        return try await self.threads.run(memory: head.memory) { () throws(ImageError) in
            // The system's allocator keeps what large pictures have given back, in pieces: twenty leave twice what one takes.
            defer { if head.memory > Self.muchMemory { malloc_trim(0) } }
            return try Vips.use { () throws(ImageError) in try Self.resized(bytes, to: sides, quality: quality) }
        }
    }

    private static func resized(_ bytes: [UInt8], to sides: [Int], quality: Int) throws(ImageError) -> [ResizedImage] {
        // The file is decoded once. Each size is made of the next larger one, which has more than enough pixels.
        var picture = try Self.decoded(bytes, side: sides.max() ?? 1)
        var results: [Int: ResizedImage] = [:]
        for side in Set(sides).sorted(by: >) {
            picture = try picture.shrunk(to: side).computed()
            results[side] = ResizedImage(
                width: picture.width, height: picture.height, webp: try picture.webp(quality: quality))
        }
        return sides.map { results[$0]! }
    }

    private static func decoded(_ bytes: [UInt8], side: Int) throws(ImageError) -> VipsPicture {
        try bytes.span.withUnsafeBytes { bytes throws(ImageError) in
            let (start, count, side) = (bytes.baseAddress, bytes.count, Int32(side))
            do {
                let picture = try VipsPicture(
                    owning: bodega_vips_thumbnail(start, count, side, "srgb"), or: .broken)
                return try picture.computed()
            } catch {
                // The colours of a picture whose profile is broken are those of sRGB, as browsers have it.
                let picture = try VipsPicture(owning: bodega_vips_thumbnail(start, count, side, nil), or: .broken)
                return try picture.computed()
            }
        }
    }
}
