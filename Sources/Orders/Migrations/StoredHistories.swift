import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// Gives orders of earlier versions, and those that other instances of these have changed, what the present one writes with
/// each step: a number, identifiers of their lines, and a history, from what the audit log knows.
struct StoredHistories: Sendable {
    private let orders: Repository<StoredOrder>
    private let entries: Repository<StoredEntry>

    init(_ database: MongoDatabase) {
        self.orders = Repository(database)
        self.entries = Repository(database)
    }

    private static let batchSize = 500

    /// The orders that no present instance has placed or numbered.
    static let withoutNumber: BSONDocument = ["number": ["$not": ["$gt": ""]]]

    /// Completes the orders that fulfil a query, in steps that may all be done again.
    ///
    /// - Returns: how many were changed.
    @discardableResult
    func complete(_ query: BSONDocument) async throws -> Int {
        var (changed, isRefused) = (0, false)
        repeat {
            isRefused = false
            try await self.orders.stream(.raw(query)).forEachBatch(of: Self.batchSize) { batch in
                changed += try await self.complete(batch, &isRefused)
            }
            // A number was drawn that an order has: another one next time.
        } while isRefused
        return changed
    }

    private func complete(_ orders: [StoredOrder], _ isRefused: inout Bool) async throws -> Int {
        let entries = try await self.entries(of: orders)
        let writes = orders.compactMap { $0.completion(by: entries[$0.subject] ?? []) }
        do {
            return try await self.orders.bulkWrite(writes, ordered: false).modified
        } catch let error as MongoError where error.writeErrors.contains(where: { $0.duplicateKey != nil }) {
            isRefused = true
            return writes.count - error.writeErrors.count
        }
    }

    /// What the audit log has of orders, by their identifiers, the first first.
    private func entries(of orders: [StoredOrder]) async throws -> [String: [StoredEntry]] {
        let subjects = orders.map(\.subject).filter { !$0.isEmpty }
        guard !subjects.isEmpty else { return [:] }
        var found: [String: [StoredEntry]] = [:]
        let query: BSONDocument = ["subject": ["$in": .array(subjects.map { .string($0) })], "kind": "order"]
        for try await entry in try self.entries.stream(.raw(query)) {
            guard let subject = entry.subject.stringValue else { continue }
            found[subject, default: []].append(entry)
        }
        return found
    }

    /// Takes all of it out again. What an order has gone through since stays in the audit log.
    func remove() async throws {
        let having: BSONDocument = ["history": ["$exists": true]]
        try await self.orders.stream(.raw(having)).forEachBatch(of: Self.batchSize) { orders in
            try await self.orders.updateMany(
                .raw(["_id": ["$in": .array(orders.map(\.id))]]),
                Pipeline().stage(["$unset": ["number", "history", "unmoved", "mailed", "items._id"]]))
        }
    }
}

/// An order, whatever is in it.
private struct StoredOrder: Document {
    var id: BSONValue
    var number: BSONValue?
    var items: BSONValue?
    var createdAt: BSONValue?
    var history: BSONValue?

    static let schema = Schema("orders", StoredOrder.init) {
        Field("_id", \.id)
        Field("number", \.number)
        Field("items", \.items)
        Field("created_at", \.createdAt)
        Field("history", \.history)
    }

    /// What the audit log calls it.
    var subject: String { self.id.objectIDValue?.hexString ?? "" }

    /// Adds what is missing, if its history is still as it was seen; nil where nothing is.
    func completion(by entries: [StoredEntry]) -> BulkWrite<StoredOrder>? {
        let seen = self.history?.arrayValue ?? []
        let known = Set(seen.compactMap { $0.documentValue?["_id"]?.objectIDValue })
        let steps = entries.sorted { ($0.at, $0.id) < ($1.at, $1.id) }.filter { !known.contains($0.id) }
        var events = steps.flatMap(\.events)
        let isPlaced = (seen + events).contains { $0.documentValue?["event"] == "placed" }
        if !isPlaced, let moment = self.createdAt?.dateValue {
            events.insert(StoredEntry.event("placed", id: ObjectID(), at: moment, author: nil), at: 0)
        }
        var updates: [Update<StoredOrder>] = []
        if (self.number?.stringValue ?? "").isEmpty { updates.append(.set(\.number, .string(OrderNumber.draw()))) }
        for (index, line) in (self.items?.arrayValue ?? []).enumerated()
        where line.documentValue.map({ ($0["_id"] ?? .null) == .null }) == true {
            updates.append(.raw("$set", "items.\(index)._id", .objectID(ObjectID())))
        }
        if !events.isEmpty {
            // Where the audit log has nothing newer, what was seen comes last: it may not be in there yet.
            let merged = (events + seen).enumerated().sorted {
                (Self.moment($0.element), $0.offset) < (Self.moment($1.element), $1.offset)
            }
            updates.append(.set(\.history, .array(merged.map(\.element))))
            updates.append(.raw("$inc", "mailed", .int64(Int64(events.count))))
        }
        guard !updates.isEmpty else { return nil }
        let isAsSeen: BSONValue = self.history.map { $0 } ?? ["$exists": false]
        return .updateOne(.raw(["_id": self.id, "history": isAsSeen]), updates)
    }

    private static func moment(_ event: BSONValue) -> Date {
        event.documentValue?["at"]?.dateValue ?? .distantPast
    }
}

/// What the audit log has of a step of an order, whatever is in it.
private struct StoredEntry: Document {
    var id: ObjectID
    var at: Date
    var author: BSONValue?
    var subject: BSONValue
    var before: BSONValue?
    var after: BSONValue?

    static let schema = Schema("audit_log", StoredEntry.init) {
        Field("_id", \.id)
        Field("at", \.at)
        Field("author", \.author)
        Field("subject", \.subject)
        Field("before", \.before)
        Field("after", \.after)
    }

    /// What happened by it.
    var events: [BSONValue] {
        let author = self.author?.documentValue?["user_id"]?.objectIDValue
        func event(_ name: String, id: ObjectID? = nil) -> BSONValue {
            Self.event(name, id: id ?? self.id, at: self.at, author: author)
        }
        guard let after = self.after?.documentValue else { return [] }
        guard self.before?.documentValue != nil else { return [event("placed")] }
        switch after["status"]?.stringValue {
        case "paid": return [event("paid"), event("confirmed", id: ObjectID())]
        case "failed": return [event("failed")]
        case "canceled": return [event("cancelled")]
        default: break
        }
        guard let delivery = after["delivery"]?.stringValue, OrderEventKind(rawValue: delivery) != nil else {
            return []
        }
        return [event(delivery)]
    }

    static func event(_ name: String, id: ObjectID, at: Date, author: ObjectID?) -> BSONValue {
        let by: BSONValue =
            author.map { ["user_id": .objectID($0), "name": "", "address": nil, "request_id": nil] } ?? nil
        return ["_id": .objectID(id), "event": .string(name), "at": .date(at), "author": by, "note": nil]
    }
}
