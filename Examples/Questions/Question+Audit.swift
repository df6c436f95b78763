package import ShopCore

extension AuditedKind {
    package static let question: AuditedKind = "question"
}
