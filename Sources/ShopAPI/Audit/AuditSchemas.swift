import Accounts
import BSON
import FoundationEssentials
import MongoODM
import RouteKit
import Schemas
import ShopCore

/// What the lists of changes of both mounts can be narrowed by.
protocol AuditSelection {
    var actor: ObjectID? { get }
    var kind: String? { get }
    var subject: String? { get }
    var since: Date? { get }
    var until: Date? { get }
}

extension AuditSelection {
    /// - Parameters:
    ///   - kinds: those that are meant where none is named; nil for all.
    ///   - event: what happened, of security events.
    func filter(kinds: [AuditedKind]? = nil, event: SecurityEvent? = nil) -> AuditFilter {
        AuditFilter(
            userID: self.actor, kinds: self.kind.map { [AuditedKind(rawValue: $0)] } ?? kinds, event: event?.rawValue,
            subject: self.subject, since: self.since, until: self.until)
    }
}

/// Which changes to list.
struct AuditQuery: SchemaObject, AuditSelection {
    var actor: ObjectID?
    var kind: String?
    var subject: String?
    var since: Date?
    var until: Date?
    var after: String?
    var limit: Int

    static let schema = Schema(AuditQuery.init) {
        Field.actor(\AuditQuery.actor)
        Field.kind(
            \AuditQuery.kind, "What was changed; `security` for events that changed nothing, which are left out else.")
        Field.subject(\AuditQuery.subject)
        Field.since(\AuditQuery.since)
        Field.until(\AuditQuery.until)
        Field("after", \.after).length(...1000).described("The `next` of the page before.")
        Field("limit", \.limit, default: 50).range(1...200)
    }

    /// Where the page begins.
    ///
    /// - Throws: `ValidationError` when the text names no place.
    func place() throws(ValidationError) -> PageCursor? {
        guard let after else { return nil }
        guard let place = PageCursor(after) else { throw Self.unknownPlace }
        return place
    }

    static let unknownPlace = ValidationError([
        Violation(
            path: [.field("query"), .field("after")], code: "value_error",
            message: "Input should be the 'next' of a page of this list")
    ])
}

/// A page of the changes.
struct AuditPage: SchemaObject, RouteOutput {
    var items: [AuditEntry]
    /// Where the next page begins; nil when this is the last.
    var next: String?

    static let schema = Schema(AuditPage.init) {
        Field("items", \.items)
        Field("next", \.next).described("What `after` is for the next page; null when this is the last.")
    }
}
