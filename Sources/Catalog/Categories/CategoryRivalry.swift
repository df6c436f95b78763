import MongoODM
import ShopCore

/// A category could not be stored because another has its name or its slug.
struct CategoryRivalry: Error {
    let isSlug: Bool

    private var refusal: ShopError {
        self.isSlug
            ? .conflict("A category with this slug already exists", field: "slug", reason: .slugTaken)
            : .conflict("A category of this name is there already", field: "name", reason: .nameTaken)
    }

    /// Stores a category. The transaction must be given up when this throws.
    @discardableResult
    static func noting<Output>(_ store: () async throws -> Output) async throws -> Output {
        do {
            return try await store()
        } catch let error as MongoError where error.code == .duplicateKey {
            throw CategoryRivalry(isSlug: error.duplicateKey?.fields == ["slug"])
        }
    }

    /// Does something whose categories may have a rival.
    ///
    /// - Parameter isRival: whether the slug was made here, and another one may do.
    /// - Throws: ``ShopError`` `conflict`.
    static func retrying<Output>(
        isRival: Bool = false, _ body: () async throws -> Output
    ) async throws -> Output {
        for _ in 0..<10 {
            do {
                return try await body()
            } catch let rivalry as CategoryRivalry {
                guard isRival && rivalry.isSlug else { throw rivalry.refusal }
            }
        }
        throw ShopError.conflict("Other categories are being added; try again", retryAfter: 1)
    }

    /// Does something that takes a category which another may add first, and then takes that one.
    ///
    /// - Throws: ``ShopError`` `conflict`.
    static func retryingAll<Output>(_ body: () async throws -> Output) async throws -> Output {
        for _ in 0..<10 {
            do { return try await body() } catch is CategoryRivalry { continue }
        }
        throw ShopError.conflict("Other categories are being added; try again", retryAfter: 1)
    }
}
