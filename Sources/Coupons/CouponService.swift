public import BSON
public import Idempotency
import MongoODM
public import Schemas
public import ShopCore

/// The keeping of coupons.
public struct CouponService: Sendable {
    private let repository: CouponRepository
    private let categories: any CategoryLookup
    private let audit: AuditTrail

    init(repository: CouponRepository, categories: any CategoryLookup, audit: AuditTrail) {
        self.repository = repository
        self.categories = categories
        self.audit = audit
    }

    /// A page of all coupons, the newest first.
    public func coupons(_ request: PageRequest) async throws -> CountedPage<Coupon> {
        try await self.repository.page(request)
    }

    /// - Throws: ``ShopError`` `notFound`.
    public func coupon(_ id: ObjectID) async throws -> Coupon {
        guard let coupon = try await self.repository.find(id) else { throw Self.notFound }
        return coupon
    }

    /// Adds a coupon.
    ///
    /// - Parameters:
    ///   - draft: all that it is to be; a code and a type at least.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the coupon.
    /// - Throws: ``ShopError`` `conflict` when there is one of the code; `ValidationError`.
    public func create<Answer>(
        _ draft: CouponChanges, by author: Author, keeping: KeepingAnswer<Coupon, Answer>
    ) async throws -> Kept<Answer> {
        var coupon = draft.applied(to: Coupon(code: "", kind: .percentage))
        coupon.categories = try await self.categoryIDs(draft.categories) ?? []
        try Self.check(coupon)
        return try await Self.refusingTakenCode { [coupon] in
            try await self.repository.client.transaction { transaction in
                let created = try await self.repository.coupons.create(coupon, in: transaction)
                try await self.audit.note(
                    AuditChange(.coupon, created.id, from: nil, to: created), by: author, in: transaction)
                return try await keeping(created, in: transaction)
            }
        }
    }

    /// Changes fields of a coupon.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`; `conflict` when there is another of the code; `ValidationError`.
    public func update(
        _ id: ObjectID, _ changes: CouponChanges, if match: IfMatch? = nil,
        shown: @escaping @Sendable (Coupon) -> any SchemaValue, by author: Author
    ) async throws -> Coupon {
        let categories = try await self.categoryIDs(changes.categories)
        return try await Self.refusingTakenCode {
            try await self.repository.client.transaction { transaction in
                let before = try await self.present(id, if: match, shown, in: transaction)
                var after = changes.applied(to: before)
                if let categories { after.categories = categories }
                try Self.check(after)
                guard BSONDocument(after) != BSONDocument(before) else { return before }
                let changed = try await self.repository.coupons.update(after, in: transaction)
                try await self.audit.note(
                    AuditChange(.coupon, id, from: before, to: changed), by: author, in: transaction)
                return changed
            }
        }
    }

    /// Removes a coupon. Orders that use it keep what it took off.
    ///
    /// - Parameters: as those of ``update(_:_:if:shown:by:)``.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func delete(
        _ id: ObjectID, if match: IfMatch? = nil, shown: @escaping @Sendable (Coupon) -> any SchemaValue,
        by author: Author
    ) async throws {
        try await self.repository.client.transaction { transaction in
            let coupon = try await self.present(id, if: match, shown, in: transaction)
            try await self.repository.coupons.delete(\.id == id, in: transaction)
            try await self.audit.note(AuditChange(.coupon, id, from: coupon, to: nil), by: author, in: transaction)
        }
    }

    private func present(
        _ id: ObjectID, if match: IfMatch?, _ shown: (Coupon) -> any SchemaValue, in transaction: Transaction
    ) async throws -> Coupon {
        guard let coupon = try await self.repository.find(id, in: transaction) else { throw Self.notFound }
        guard match?.holds(for: shown(coupon)) ?? true else {
            throw ShopError.changed("The coupon has been changed or used since it was read; read it again")
        }
        return coupon
    }

    /// - Returns: nil when they are to stay as they are.
    private func categoryIDs(_ texts: Patch<[String]>) async throws -> [ObjectID]? {
        guard let texts = texts.newValue else { return nil }
        var ids: [ObjectID] = []
        for (index, id) in try await self.categories.categoryIDs(named: texts).enumerated() {
            guard let id else {
                throw ValidationError([
                    Violation(
                        path: [.field("body"), .field("categories"), .index(index)], code: "unknown",
                        message: "No such category")
                ])
            }
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    private static func check(_ coupon: Coupon) throws {
        let violations = coupon.violations
        if !violations.isEmpty { throw ValidationError(violations) }
    }

    private static func refusingTakenCode<Output>(_ store: () async throws -> Output) async throws -> Output {
        do {
            return try await store()
        } catch let error as MongoError where error.code == .duplicateKey && error.duplicateKey?.fields == ["code"] {
            throw ShopError.conflict("There is a coupon of this code already", field: "code", reason: .couponTaken)
        }
    }

    private static let notFound = ShopError.notFound("Coupon not found")
}
