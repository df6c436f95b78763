package import ShopCore

extension AuditedKind {
    /// Who had a file of products taken in. Each product that it has changed has an entry of its own.
    package static let productImport: AuditedKind = "import"
}
