package import ShopCore

extension AuditedKind {
    package static let order: AuditedKind = "order"
}

extension AuditChange {
    static func order(from before: Order?, to after: Order) -> AuditChange {
        AuditChange(.order, after.id, from: before.map { AuditedOrder($0) }, to: AuditedOrder(after))
    }
}
