public import BSON
import ObjectStore
public import RedisCache
import ShopCore

extension ImageService {
    /// A file of a picture that a product has.
    ///
    /// - Throws: ``ShopError`` `notFound`; `busy` when the store can't be reached.
    public func file(_ id: ObjectID, _ size: ImageSize) async throws -> ImageFile {
        let key = CatalogCache.imageKey(id, size)
        return try await self.catalog.cache.cached(namespace: CatalogCache.namespace, key: key) {
            guard let product = try await self.catalog.products.find(imageID: id),
                let object = try await self.storing({ try await self.files.find(id, size) })
            else { throw Self.notFound }
            guard object.size <= ImageFile.mostInMemory else {
                return ImageFile(length: object.size, bytes: nil, productID: product.id)
            }
            let bytes = try await self.storing { try await object.collect(upTo: ImageFile.mostInMemory) }
            return ImageFile(length: bytes.count, bytes: bytes, productID: product.id)
        }
    }

    /// The same file if this process has it in memory, or knows that it is too large for that.
    public func fileInMemory(_ id: ObjectID, _ size: ImageSize) -> ImageFile? {
        self.catalog.cache.valueInMemory(namespace: CatalogCache.namespace, key: CatalogCache.imageKey(id, size))
    }

    /// Sends a part of a file, piece by piece.
    public func send(
        _ range: Range<Int>, of id: ObjectID, _ size: ImageSize, to send: ([UInt8]) async throws -> Void
    ) async throws {
        guard let object = try await self.storing({ try await self.files.find(id, size, range: range) }) else {
            throw Self.notFound
        }
        for try await piece in object.bytes { try await send(piece) }
    }

    func forgetFiles(of id: ObjectID) async {
        await self.catalog.cache.invalidate(
            CatalogCache.namespace, ImageSize.allCases.map { CatalogCache.imageKey(id, $0) })
    }
}

/// A file of a picture: its bytes, or how many there are where they are too many to be kept in memory.
public struct ImageFile: CacheValue {
    public static let contentType = "image/webp"
    /// A file of this size is fetched about as fast in one piece as its first piece.
    static let mostInMemory = 64 * 1024

    public let length: Int
    public let bytes: [UInt8]?
    /// Which product has it; nil where that was not asked.
    let productID: ObjectID?

    init(length: Int, bytes: [UInt8]?, productID: ObjectID?) {
        self.length = length
        self.bytes = bytes
        self.productID = productID
    }

    public init(cacheBytes: [UInt8]) throws {
        guard cacheBytes.count >= 8 else { throw ShopError.notFound("Image not found") }
        let length = cacheBytes.prefix(8).reduce(0) { $0 << 8 | Int($1) }
        let bytes = cacheBytes.count > 8 ? Array(cacheBytes.dropFirst(8)) : nil
        self.init(length: length, bytes: bytes, productID: nil)
    }

    public func cacheBytes() -> [UInt8] {
        (0..<8).reversed().map { UInt8(truncatingIfNeeded: self.length >> (8 * $0)) } + (self.bytes ?? [])
    }

    public var cacheTags: [String] { self.productID.map { [CatalogCache.tag($0)] } ?? [] }
}

extension ImageService {
    /// Looks whether the files of pictures can be read.
    public func probe() async throws { try await self.files.probe() }
}
