import BSON
import Catalog
import HTTPTypes
import MongoODM
import Orders
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
                    return AuditPage(items: page.items.map(\.inPrimaryContract), next: page.next?.text)
                } catch is UnknownPlace {
                    throw AuditQuery.unknownPlace
                }
            }
        ]
    }
}

extension AuditEntry {
    /// The entry as it is in this mount, which knows nothing of what only `/api/v1` shows.
    fileprivate var inPrimaryContract: AuditEntry {
        var entry = self
        switch self.kind {
        case .product:
            entry.before = entry.before?.without(Self.furtherOfProducts)
            entry.after = entry.after?.without(Self.furtherOfProducts)
        case .order:
            entry.before = entry.before?.withoutFurtherOfLines
            entry.after = entry.after?.withoutFurtherOfLines
        default: break
        }
        return entry
    }

    private static let furtherOfProducts = Set(Product.schema.storedOnlyNames).subtracting(["revision"])
}

extension BSONDocument {
    fileprivate func without(_ names: Set<String>) -> BSONDocument {
        BSONDocument(self.fields.filter { !names.contains($0.0) })
    }

    fileprivate var withoutFurtherOfLines: BSONDocument {
        BSONDocument(
            self.fields.map { key, value in
                guard key == "items", let lines = value.arrayValue else { return (key, value) }
                let left = lines.map { line -> BSONValue in
                    line.documentValue.map { .document($0.without(Self.furtherOfLines)) } ?? line
                }
                return (key, .array(left))
            })
    }

    private static let furtherOfLines = Set(OrderItem.schema.storedOnlyNames)
}
