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
                    return AuditPage(items: page.items.map(\.withPrimaryFields), next: page.next?.text)
                } catch is UnknownPlace {
                    throw AuditQuery.unknownPlace
                }
            }
        ]
    }
}

extension AuditEntry {
    /// The entry as it is in this mount, which knows nothing of what only `/api/v1` shows of products.
    fileprivate var withPrimaryFields: AuditEntry {
        guard self.kind == .product else { return self }
        var entry = self
        entry.before = entry.before.map(Self.primary)
        entry.after = entry.after.map(Self.primary)
        return entry
    }

    private static func primary(_ document: BSONDocument) -> BSONDocument {
        BSONDocument(document.fields.filter { !Self.furtherFields.contains($0.0) })
    }

    private static let furtherFields = Set(Product.schema.storedOnlyNames).subtracting(["revision"])
}
