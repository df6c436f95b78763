package import ShopCore

extension AuditedKind {
    package static let product: AuditedKind = "product"
}
