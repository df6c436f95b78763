public import Schemas

/// What an account may do with everybody's things; what is one's own needs no permission, but for vendors' products.
public enum Permission: String, SchemaEnum {
    case createProduct = "create:product"
    case updateProduct = "update:product"
    case deleteProduct = "delete:product"
    case manageCategory = "manage:category"
    case manageReview = "manage:review"
    case manageCoupon = "manage:coupon"
    case manageInventory = "manage:inventory"
    case readOrder = "read:order"
    case updateOrder = "update:order"
    case refundOrder = "refund:order"
    case readUser = "read:user"
    case updateUser = "update:user"
    case deleteUser = "delete:user"
    case readAudit = "read:audit"
    case readReport = "read:report"
    case manageJob = "manage:job"
    case manageWebhook = "manage:webhook"
    case manageKey = "manage:key"
}

extension Role {
    /// What everybody with this role may do. An account may have further permissions of its own.
    public var permissions: [Permission] {
        switch self {
        case .user, .vendor: []
        case .admin: Permission.allCases
        }
    }

    /// What everybody with this role may do with the own products, and with the orders of these.
    public var ownPermissions: [Permission] {
        switch self {
        case .user, .admin: []
        case .vendor: [.createProduct, .updateProduct, .deleteProduct, .readOrder]
        }
    }
}
