package import ShopCore

/// What those who look after the shop are told of while it happens.
package enum LiveKind: String, CaseIterable, Sendable {
    case order
    case stock
    case job
    case review
    /// From here on all is told, and what is shown has to be read anew.
    case reset

    /// Who may be told; nil for everybody who may be told of anything.
    package var permission: Permission? {
        switch self {
        case .order: .readOrder
        case .stock: .manageInventory
        case .job: .manageJob
        case .review: .manageReview
        case .reset: nil
        }
    }
}
