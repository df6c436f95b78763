import Accounts
import BSON
import FoundationEssentials
import HTTPTypes
import MongoODM
import RouteKit
import Schemas
import ShopCore

/// `/api/v1/admin/audit`: who changed what.
struct V1AuditRoutes: Sendable {
    private let trail: AuditTrail
    private let access: ShopAccess

    /// How many entries of an export are in memory.
    private static let exportedAtOnce = 200

    init(_ trail: AuditTrail, access: ShopAccess) {
        self.trail = trail
        self.access = access
    }

    var routes: [Route] {
        let trail = self.trail
        return [
            Route(
                .get, "/admin/audit", id: "listChanges", "Who changed what, the newest first", tag: .v1Admin,
                access: self.access.permission(.readAudit), input: .query(V1AuditQuery.self)
            ) { call in
                V1Page(
                    try await trail.entries(call.query.filter(event: call.query.event), call.query.request).map {
                        V1AuditEntry($0)
                    })
            },
            Route(
                .get, "/admin/audit/export", id: "exportChanges",
                "Who changed what, the newest first: all of it, an entry a line", tag: .v1Admin,
                access: self.access.permission(.readAudit), input: .query(V1AuditExportQuery.self),
                options: .init(mediaTypes: [StreamedLines<V1AuditEntry>.mediaType])
            ) { call in
                let filter = call.query.filter(event: call.query.event)
                return StreamedLines<V1AuditEntry> { (place: PageCursor?) in
                    let page = try await trail.entries(filter, after: place, limit: Self.exportedAtOnce)
                    return (page.items.map { V1AuditEntry($0) }, page.next)
                }
            },
        ]
    }
}

/// Which changes to list.
struct V1AuditQuery: SchemaObject, AuditSelection {
    var actor: ObjectID?
    var kind: String?
    var event: SecurityEvent?
    var subject: String?
    var since: Date?
    var until: Date?
    var page: Int
    var size: Int

    static let schema = Schema(V1AuditQuery.init) {
        Field.actor(\V1AuditQuery.actor)
        Field.kind(\V1AuditQuery.kind)
        Field.event(\V1AuditQuery.event)
        Field.subject(\V1AuditQuery.subject)
        Field.since(\V1AuditQuery.since)
        Field.until(\V1AuditQuery.until)
        Field.page(\V1AuditQuery.page)
        Field.pageSize(\V1AuditQuery.size)
    }

    var request: PageRequest { PageRequest(page: self.page, size: self.size) }
}

/// Which changes to export.
struct V1AuditExportQuery: SchemaObject, AuditSelection {
    var actor: ObjectID?
    var kind: String?
    var event: SecurityEvent?
    var subject: String?
    var since: Date?
    var until: Date?

    static let schema = Schema(V1AuditExportQuery.init) {
        Field.actor(\V1AuditExportQuery.actor)
        Field.kind(\V1AuditExportQuery.kind)
        Field.event(\V1AuditExportQuery.event)
        Field.subject(\V1AuditExportQuery.subject)
        Field.since(\V1AuditExportQuery.since)
        Field.until(\V1AuditExportQuery.until)
    }
}

/// A change in `/api/v1`: its fields are those of the stored documents.
struct V1AuditEntry: SchemaObject {
    var id: ObjectID
    var at: Date
    var author: V1Author
    var kind: AuditedKind
    var action: AuditAction
    var subject: String
    var before: BSONDocument?
    var after: BSONDocument?

    static let schema = Schema(V1AuditEntry.init) {
        Field("id", \.id)
        Field("at", \.at)
        Field("author", \.author)
        Field("kind", \.kind).example("product")
        Field("action", \.action).example(.changed)
        Field("subject", \.subject).described("The id of the product, the order, or the user whose role it is.")
            .example("507f1f77bcf86cd799439012")
        Field("before", \.before).described("The fields that are different, as they were stored.")
        Field("after", \.after).described("The same fields afterwards.")
    }
}

extension V1AuditEntry {
    init(_ entry: AuditEntry) {
        self.init(
            id: entry.id, at: entry.at, author: V1Author(entry.author), kind: entry.kind, action: entry.action,
            subject: entry.subject, before: entry.before, after: entry.after)
    }
}

/// Who has changed something, and by which request.
struct V1Author: SchemaObject {
    var userID: ObjectID?
    var keyID: ObjectID?
    var name: String
    var address: String?
    var requestID: String?

    static let schema = Schema(V1Author.init) {
        Field("user_id", \.userID)
        Field("key_id", \.keyID).described("The key by which a program did it for the user.")
        Field("name", \.name).described("An e-mail address, or the name of a command.").example("admin@example.com")
        Field("address", \.address).example("192.0.2.7")
        Field("request_id", \.requestID).example("3f0c9a1be5d74c0f8a51c2d94e6b7f10")
    }
}

extension V1Author {
    init(_ author: Author) {
        self.init(
            userID: author.userID, keyID: author.keyID, name: author.name, address: author.address,
            requestID: author.requestID)
    }
}
