public import BSON
public import Idempotency
import MongoODM
public import Schemas
public import ShopCore

/// The methods of shipping: shown to everybody, changed by who may.
public struct ShippingService: Sendable {
    let repository: ShippingRepository
    let known: Known<[ShippingOffer]>
    private let pricing: PricingRules
    private let audit: AuditTrail

    init(
        repository: ShippingRepository, known: Known<[ShippingOffer]>, pricing: PricingRules, audit: AuditTrail
    ) {
        self.repository = repository
        self.known = known
        self.pricing = pricing
        self.audit = audit
    }

    /// The shop's table, as it is now in this instance, and as it was a second ago at most in others.
    package func table() async throws -> [ShippingOffer] {
        try await self.known.value { try await self.repository.all().map(\.offer) }
    }

    /// The ways in which goods can be sent, the cheapest first.
    ///
    /// - Parameters:
    ///   - country: the code of where they go; nil where that is not known.
    ///   - subtotal: the sum of the lines.
    public func offers(to country: String?, subtotal: Money) async throws -> [ShippingOffer] {
        self.pricing.shipping(by: try await self.table(), to: country, subtotal: subtotal)
    }

    /// A page of the table, in the order in which it was made.
    public func methods(_ request: PageRequest) async throws -> CountedPage<ShippingMethod> {
        CountedPage(of: try await self.repository.all(), request)
    }

    /// - Throws: ``ShopError`` `notFound`.
    public func method(_ id: ObjectID) async throws -> ShippingMethod {
        guard let method = try await self.repository.find(id) else { throw Self.notFound }
        return method
    }

    /// Adds a method.
    ///
    /// - Parameters:
    ///   - draft: all that it is to be; name, price and days at least.
    ///   - author: who answers for it.
    ///   - keeping: keeps the answer with the method.
    /// - Throws: ``ShopError`` `conflict` when there are too many.
    public func create<Answer>(
        _ draft: ShippingMethodChanges, by author: Author, keeping: KeepingAnswer<ShippingMethod, Answer>
    ) async throws -> Kept<Answer> {
        let method = draft.applied(to: ShippingMethod(name: "", price: .zero, days: 0))
        guard try await self.repository.methods.count(limit: ShippingRepository.capacity) < ShippingRepository.capacity
        else { throw ShopError.conflict("A shop has at most \(ShippingRepository.capacity) methods of shipping") }
        let kept = try await self.repository.client.transaction { transaction in
            let created = try await self.repository.methods.create(method, in: transaction)
            try await self.audit.note(
                AuditChange(.shippingMethod, created.id, from: nil, to: created), by: author, in: transaction)
            return try await keeping(created, in: transaction)
        }
        self.known.forget()
        return kept
    }

    /// Changes fields of a method.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    ///   - author: who answers for it.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func update(
        _ id: ObjectID, _ changes: ShippingMethodChanges, if match: IfMatch? = nil,
        shown: @escaping @Sendable (ShippingMethod) -> any SchemaValue, by author: Author
    ) async throws -> ShippingMethod {
        let changed = try await self.repository.client.transaction { transaction in
            let before = try await self.present(id, if: match, shown, in: transaction)
            let after = changes.applied(to: before)
            guard BSONDocument(after) != BSONDocument(before) else { return before }
            let changed = try await self.repository.methods.update(after, in: transaction)
            try await self.audit.note(
                AuditChange(.shippingMethod, id, from: before, to: changed), by: author, in: transaction)
            return changed
        }
        self.known.forget()
        return changed
    }

    /// Removes a method. Orders keep what they were placed with.
    ///
    /// - Parameters: as those of ``update(_:_:if:shown:by:)``.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func delete(
        _ id: ObjectID, if match: IfMatch? = nil, shown: @escaping @Sendable (ShippingMethod) -> any SchemaValue,
        by author: Author
    ) async throws {
        try await self.repository.client.transaction { transaction in
            let method = try await self.present(id, if: match, shown, in: transaction)
            try await self.repository.methods.delete(\.id == id, in: transaction)
            try await self.audit.note(
                AuditChange(.shippingMethod, id, from: method, to: nil), by: author, in: transaction)
        }
        self.known.forget()
    }

    private func present(
        _ id: ObjectID, if match: IfMatch?, _ shown: (ShippingMethod) -> any SchemaValue, in transaction: Transaction
    ) async throws -> ShippingMethod {
        guard let method = try await self.repository.find(id, in: transaction) else { throw Self.notFound }
        guard match?.holds(for: shown(method)) ?? true else {
            throw ShopError.changed("The method has been changed since it was read; read it again")
        }
        return method
    }

    private static let notFound = ShopError.notFound("Shipping method not found")
}
