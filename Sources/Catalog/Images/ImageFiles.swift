import BSON
import FoundationEssentials
import Images
import Logging
import ObjectStore

/// The files of the pictures: one for each size, whose key says of which.
struct ImageFiles: Sendable {
    private static let prefix = "products/"
    /// Files that nobody names are removed when they are as old as this: an upload stores them before it names them.
    private static let patience = 3600.0

    let store: any ObjectStore
    let products: ProductRepository

    static func key(_ id: ObjectID, _ size: ImageSize) -> String {
        "\(Self.prefix)\(id.hexString)/\(size.rawValue).webp"
    }

    func put(_ images: [ImageSize: ResizedImage], for id: ObjectID) async throws {
        for (size, image) in images {
            try await self.store.put(Self.key(id, size), image.webp, contentType: ImageFile.contentType)
        }
    }

    func find(_ id: ObjectID, _ size: ImageSize, range: Range<Int>? = nil) async throws -> StoredObject? {
        do {
            return try await self.store.get(Self.key(id, size), range: range)
        } catch let error as ObjectStoreError where error.code == .notFound {
            return nil
        }
    }

    /// Removes the files of a picture that no product names any more. What can't be removed now is swept later.
    func discard(_ id: ObjectID) async {
        for size in ImageSize.allCases { try? await self.store.delete(Self.key(id, size)) }
    }

    /// Looks whether the files can be read.
    func probe() async throws { _ = try await self.store.list(Self.prefix, after: nil, limit: 1) }

    /// Removes files that no product names, and has not named for an hour.
    ///
    /// - Returns: how many.
    @discardableResult
    func sweep(now: Date = .now) async throws -> Int {
        var (removed, last) = (0, nil as String?)
        repeat {
            try Task.checkCancellation()
            let page = try await self.store.list(Self.prefix, after: last, limit: 500)
            let old = page.entries.filter { now.timeIntervalSince($0.modifiedAt) >= Self.patience }
            let ids = Dictionary(old.map { ($0.key, Self.id(inKey: $0.key)) }) { first, _ in first }
            let named = try await self.products.imagesNamed(among: Set(ids.values.compactMap { $0 }))
            // What has no id in its key was put there by somebody else.
            for entry in old {
                guard case let id?? = ids[entry.key], !named.contains(id) else { continue }
                try await self.store.delete(entry.key)
                removed += 1
            }
            last = page.next
        } while last != nil
        return removed
    }

    private static func id(inKey key: String) -> ObjectID? {
        key.dropFirst(Self.prefix.count).split(separator: "/").first.flatMap { ObjectID(String($0)) }
    }
}
