import BSON
import Catalog
import HTTPTypes
import MongoODM
public import RouteKit
import Schemas
import Shop
public import ShopCore

/// `/admin/audit`: who changed what.
public struct AuditRoutes: Sendable {
    private let trail: AuditTrail
    private let access: ShopAccess

    public init(_ trail: AuditTrail, access: ShopAccess) {
        self.trail = trail
        self.access = access
    }

    public var routes: [Route] {
        let trail = self.trail
        return [
            Route(
                .get, "/admin/audit", id: "listChanges", "Who changed what, the newest first", tag: .admin,
                access: self.access.admin, input: .query(AuditQuery.self)
            ) { call in
                do {
                    let page = try await trail.entries(
                        call.query.filter(kinds: Shop.changedKinds), after: call.query.place(), limit: call.query.limit)
                    return AuditPage(items: page.items.map(\.withoutCategoryIDs), next: page.next?.text)
                } catch is UnknownPlace {
                    throw AuditQuery.unknownPlace
                }
            }
        ]
    }
}

extension AuditEntry {
    /// The entry as it is in this mount, whose products have the name of a category alone.
    fileprivate var withoutCategoryIDs: AuditEntry {
        guard self.kind == .product else { return self }
        var entry = self
        entry.before = entry.before.map(Self.withoutCategoryIDs)
        entry.after = entry.after.map(Self.withoutCategoryIDs)
        return entry
    }

    private static func withoutCategoryIDs(_ document: BSONDocument) -> BSONDocument {
        BSONDocument(
            document.fields.compactMap { key, value in
                ["category_id", "category_ids"].contains(key) ? nil : (key, value)
            })
    }
}
