package import ShopCore

extension AuditedKind {
    package static let product: AuditedKind = "product"
}

extension AuditChange {
    static func product(from before: Product?, to after: Product) -> AuditChange {
        AuditChange(.product, after.id, from: before, to: after)
    }

    static func product(removed product: Product) -> AuditChange {
        AuditChange(.product, product.id, from: product, to: nil)
    }
}
