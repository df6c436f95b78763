import HTTPTypes
public import Schemas

/// A place in the address space under which an API, or an edition of it, is reached, with what its answers have in common.
///
/// ```swift
/// let v1 = Mount("/api/v1", name: "v1", title: "The whole shop", alias: "/api")
/// let routes = v1.mounted(OrderRoutes(shop.orders).routes)
/// ```
public struct Mount: Sendable {
    /// What stands before every path; empty for the root.
    public let path: String
    /// What stands before the names of operations, and tells the mount from others; empty for the root.
    public let name: String
    /// How the API's description calls its group of operations.
    public let title: String
    /// A further path that reaches the same operations, and is not described; nil for none.
    let alias: String?
    /// Whether the refusal of a request with a key is its answer from then on.
    let keepsRefusals: Bool
    /// What an error's code may come with, as properties of JSON Schema; nil where errors have no codes.
    let errorDetails: [JSONNode.Field]?
    /// Whether its requests are counted by quotas, and not by limits of single routes.
    let hasQuotas: Bool
    /// What scripts may read of its answers besides what they may read of all.
    let exposure: HTTPField?
    /// What clients are told in place of an error.
    let presented: @Sendable (any Error) -> any Error

    /// - Parameters:
    ///   - path: what stands before every path; empty for the root.
    ///   - name: what stands before the names of operations; empty for the root.
    ///   - title: how the API's description calls its group of operations.
    ///   - alias: a further path that reaches the same operations, and is not described.
    ///   - keepsRefusals: whether the refusal of a request with an `Idempotency-Key` is its answer from then on. If not,
    ///     the request is done anew when it comes again.
    ///   - errorDetails: what an error's code may come with, as properties of JSON Schema; nil where errors have no codes.
    ///   - hasQuotas: whether its requests are counted by the ``Quota`` of their route, whatever path they take, and each
    ///     answer says how much of it is left. Limits of single routes do not hold then.
    ///   - exposedHeaders: what scripts may read of its answers besides ``CORSSettings/exposedHeaders``.
    ///   - presented: what clients are told in place of an error: the same error, where nothing is to be changed.
    public init(
        _ path: String, name: String, title: String, alias: String? = nil, keepsRefusals: Bool = true,
        errorDetails: [JSONNode.Field]? = nil, hasQuotas: Bool = false, exposedHeaders: [String] = [],
        presented: @escaping @Sendable (any Error) -> any Error = { $0 }
    ) {
        self.path = path
        self.name = name
        self.title = title
        self.alias = alias
        self.keepsRefusals = keepsRefusals
        self.errorDetails = errorDetails
        self.hasQuotas = hasQuotas
        self.exposure =
            exposedHeaders.isEmpty
            ? nil : HTTPField(name: .accessControlExposeHeaders, value: exposedHeaders.joined(separator: ", "))
        self.presented = presented
    }

    /// Where routes are that were not mounted anywhere else.
    public static let root = Mount("", name: "", title: "")

    /// Whether a path is in this mount.
    func contains(_ path: String) -> Bool {
        [self.path, self.alias].contains { prefix in
            guard let prefix, path.hasPrefix(prefix) else { return false }
            return path.utf8.dropFirst(prefix.utf8.count).first ?? UInt8(ascii: "/") == UInt8(ascii: "/")
        }
    }

    /// The operations of this mount, with their further paths.
    public func mounted(_ routes: [Route]) -> [Route] {
        routes.flatMap { route in
            let places = [(route.method, route.path)] + route.furtherPlaces
            return ([self.path] + (self.alias.map { [$0] } ?? [])).flatMap { prefix in
                places.enumerated().map { index, place in
                    let isDescribed = index == 0 && prefix == self.path
                    return route.mounted(on: self, place.0, prefix + place.1, isDescribed: isDescribed)
                }
            }
        }
    }
}
