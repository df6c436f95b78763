import RouteKit
import ShopAPI

/// What a test's shop has besides its own features.
struct FurtherParts: Sendable {
    /// The namespaces of the cache whose entries are worth keeping in memory.
    var cacheNamespaces: Set<String> = []
    /// Makes the routes.
    var routes: @Sendable (Backend) async throws -> [Route] = { _ in [] }
}
