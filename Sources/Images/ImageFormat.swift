/// What a picture's bytes say they are. A file's name does not count.
public enum ImageFormat: String, CaseIterable, Sendable {
    case jpeg, png, webp, gif, avif

    /// - Parameter bytes: a whole file, or its beginning of at least 64 bytes.
    /// - Returns: nil for bytes of any other kind.
    public init?(_ bytes: some Collection<UInt8>) {
        let head = Array(bytes.prefix(64))
        if head.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if head.starts(with: "GIF87a".utf8) || head.starts(with: "GIF89a".utf8) {
            self = .gif
        } else if head.starts(with: "RIFF".utf8), head.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else if Self.brands(head).contains(where: { $0 == "avif" || $0 == "avis" }) {
            self = .avif
        } else {
            return nil
        }
    }

    /// The brands of an ISO base media file, the major one first: its first box names them all.
    private static func brands(_ head: [UInt8]) -> [String] {
        guard head.count >= 16, head[4..<8].elementsEqual("ftyp".utf8) else { return [] }
        let length = min(head.count, head[..<4].reduce(0) { $0 << 8 | Int($1) })
        // The major brand's version stands between it and the others.
        return stride(from: 8, to: length - 3, by: 4).filter { $0 != 12 }
            .map { String(decoding: head[$0..<$0 + 4], as: UTF8.self) }
    }

    /// The class of the libvips operation that reads it.
    var loader: String {
        switch self {
        case .jpeg: "VipsForeignLoadJpeg"
        case .png: "VipsForeignLoadPng"
        case .webp: "VipsForeignLoadWebp"
        case .gif: "VipsForeignLoadNsgif"
        case .avif: "VipsForeignLoadHeif"
        }
    }
}
