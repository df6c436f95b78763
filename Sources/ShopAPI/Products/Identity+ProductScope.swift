import Catalog
import ShopCore

extension Identity {
    /// Whose products a permission holds for; nil for nobody's.
    func scopeIfAny(of permission: Permission) -> ProductScope? {
        if self.permissions.contains(permission) { return .all }
        return self.role.ownPermissions.contains(permission) ? .vendor(self.userID) : nil
    }

    /// Whose products a permission holds for, of somebody who may have it for own ones alone.
    func scope(of permission: Permission) -> ProductScope {
        self.scopeIfAny(of: permission) ?? .vendor(self.userID)
    }
}
