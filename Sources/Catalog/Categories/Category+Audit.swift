package import ShopCore

extension AuditedKind {
    package static let category: AuditedKind = "category"
}
