import Catalog
package import ShopCore

/// What those who look after the shop are told of while it happens.
package enum LiveKind: String, CaseIterable, Sendable {
    case order
    case stock
    case job
    case review
    /// From here on all is told, and what is shown has to be read anew.
    case reset

    /// What it takes to be told of all of this kind; nothing where everybody is who may be told of anything.
    var permissions: [Permission] {
        switch self {
        case .order: [.readOrder]
        case .stock: [.manageInventory]
        case .job: [.manageJob]
        case .review: [.manageReview]
        case .reset: []
        }
    }

    /// What it takes to be told of something at least: all permissions of one of these.
    package static let readers: [[Permission]] =
        Self.allCases.map(\.permissions).filter { !$0.isEmpty }
        + [ExportKind.orders.permissions, ProductImport.permissions]
}
