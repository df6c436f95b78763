package import ShopCore

extension AuditedKind {
    package static let coupon: AuditedKind = "coupon"
}
