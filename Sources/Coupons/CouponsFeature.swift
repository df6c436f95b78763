package import ShopCore

/// Coupons: who keeps them, and who uses them.
package struct CouponsFeature: Feature {
    package let service: CouponService
    package let uses: CouponUses
    private let repository: CouponRepository

    package init(_ collections: Collections, audit: AuditTrail, categories: any CategoryLookup) {
        self.repository = CouponRepository(collections)
        self.service = CouponService(repository: self.repository, categories: categories, audit: audit)
        self.uses = CouponUses(repository: self.repository)
    }

    package static let auditedKinds = [AuditedKind.coupon]

    package var invariants: [any Invariant] { [CouponsInvariant(repository: self.repository)] }

    package var personalData: [any PersonalData] { [self.repository] }
}
