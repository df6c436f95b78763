package import ShopCore

extension AuditedKind {
    package static let order: AuditedKind = "order"
}
