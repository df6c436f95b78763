public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas

/// A change, as it stays written down. Nothing changes or removes an entry, but that it gets a seal, and that the author's
/// addresses, and what was written about somebody, go with the account.
public struct AuditEntry: Document {
    public var id = ObjectID()
    public var at = Date.now
    public var author: Author
    public var kind: AuditedKind
    public var action: AuditAction
    /// The identifier of the product, the order, or the user whose role it is.
    public var subject: String
    /// The fields that are different, as they were; nil for what was not there.
    public var before: BSONDocument?
    /// The same fields afterwards; nil for what is gone.
    public var after: BSONDocument?
    /// The number of its seal; nil until it has one.
    var seal: Int?
    /// What the seal knows of who did it, beside the identifier.
    var authorSeal: SealedPart?
    /// What the seal knows of what was written about people.
    var textSeal: SealedPart?

    public static let schema = Schema("audit_log", AuditEntry.init) {
        Field("_id", \.id).alsoAs("id")
        Field("at", \.at)
        Field("author", \.author)
        Field("kind", \.kind).example("product")
        Field("action", \.action).example(.changed)
        Field("subject", \.subject).described("The id of the product, the order, or the user whose role it is.")
            .example("507f1f77bcf86cd799439012")
        Field("before", \.before).described("The fields that are different, as they were.")
        Field("after", \.after).described("The same fields afterwards.")
        Field("seal", \.seal, default: nil).storedOnly()
        Field("author_seal", \.authorSeal, default: nil).storedOnly()
        Field("text_seal", \.textSeal, default: nil).storedOnly()
    }

    /// What happened, of an entry of that kind.
    static let event = DerivedField<AuditEntry>("event") { entry in
        entry.kind == .security ? entry.after?["event"]?.stringValue : nil
    }
    public static let derivedFields = [event]

    /// One for each filter, in the order of the list, and one for none.
    public static let indexes = [
        Index<AuditEntry>(.descending(\.at), .descending(\.id)),
        Index<AuditEntry>(.ascending(\.author.userID), .descending(\.at), .descending(\.id)),
        Index<AuditEntry>(.ascending(\.kind), .descending(\.at), .descending(\.id)),
        Index<AuditEntry>(.ascending(\.subject), .descending(\.at), .descending(\.id)),
        Index<AuditEntry>(.ascending(event), .descending(\.at), .descending(\.id)).only(where: \.kind == .security),
        // Those without a seal, and those of one.
        Index<AuditEntry>(.ascending(\.seal), .ascending(\.id)),
    ]
}

/// What was done.
public enum AuditAction: String, SchemaEnum {
    case created
    case changed
    case deleted
}
