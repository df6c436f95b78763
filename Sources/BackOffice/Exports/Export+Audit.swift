package import ShopCore

extension AuditedKind {
    /// Who took data out of the shop.
    package static let export: AuditedKind = "export"
}
