/// A picture in one of the sizes that were asked for.
public struct ResizedImage: Sendable {
    /// In pixels.
    public let width: Int
    /// In pixels.
    public let height: Int
    /// A WebP file: sRGB, one frame, without metadata.
    public let webp: [UInt8]
}
