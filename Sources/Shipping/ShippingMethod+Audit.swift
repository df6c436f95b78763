package import ShopCore

extension AuditedKind {
    package static let shippingMethod: AuditedKind = "shipping_method"
}
