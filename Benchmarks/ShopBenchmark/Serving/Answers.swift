import Catalog
import Logging
import NIOCore
import Schemas
import Shop
import ShopAPI
import ShopCore

/// The bytes that the shop sends for each measured path.
struct Answers {
    let bodies: [String: ByteBuffer]

    /// Asks a shop, which is seeded if it is empty.
    init(_ settings: Settings, _ logger: Logger) async throws {
        let backend = try await Backend(settings, logger: logger)
        do {
            try await backend.prepare(settings, logger: logger)
            let list = try await backend.shop.catalog.list(search: nil, skip: 0, limit: 20)
            let slug = "gaming-laptop-pro"
            let product = try await backend.shop.catalog.product(slug: slug)
            self.bodies = [
                "/products": ByteBuffer(bytes: list.json.bytes),
                "/products/\(slug)": ByteBuffer(bytes: product.json.bytes),
            ]
        } catch {
            await backend.shutDown()
            throw error
        }
        await backend.shutDown()
    }
}
