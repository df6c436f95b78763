import BSON
import CMongoC

/// What the members of a group ask for at the same time, in the order in which they asked.
struct GroupRound {
    let requests: [any GroupedRequest]
    let settings: GroupCommitSettings

    enum Outcome {
        case done
        /// The server did not do what was expected of all, and does not say of which: to be undone, and sent one by one.
        case unclear
        /// The server has refused what one of the requests asks for, and with it the transaction.
        case refused(Int)
    }

    /// The most bytes of one command: it is one document, of at most 16 MiB.
    private static let mostBytes = 8 << 20

    /// Does one after the other, each with its own result.
    func executeEach(on connection: Connection, in session: Session) throws {
        for request in self.requests { try request.execute(on: connection, in: session) }
    }

    /// Sends changes of one collection together. Those of one document go one after the other, each with its own result.
    ///
    /// - Throws: ``MongoError``; the transaction is to be given up then.
    func executeTogether(on connection: Connection, in session: Session) throws -> Outcome {
        let counts = Dictionary(self.requests.map { ($0.key, 1) }, uniquingKeysWith: +)
        var parts: [CollectionName: Part] = [:]
        var bytes = 0
        for (index, request) in self.requests.enumerated() {
            guard let key = request.key, let change = request.change, counts[key] == 1, request.options.areNone else {
                try request.execute(on: connection, in: session)
                continue
            }
            var part = parts[key.collection] ?? Part(collection: key.collection, settings: self.settings)
            switch change {
            case .insertion(let document):
                part.insertions.append((index, request, document))
                bytes += document.count
            case .update(let update):
                part.updates.append((index, request, key, update))
                bytes += update.filter.count + update.changes.count
            }
            guard bytes <= Self.mostBytes else {
                try request.execute(on: connection, in: session)
                continue
            }
            parts[key.collection] = part
        }
        for part in parts.values {
            let outcome = try part.execute(on: connection, in: session)
            guard case .done = outcome else { return outcome }
        }
        return .done
    }

    /// What is asked of one collection.
    private struct Part {
        let collection: CollectionName
        let settings: GroupCommitSettings
        var insertions: [(index: Int, request: any GroupedRequest, document: BSONDocument)] = []
        var updates: [(index: Int, request: any GroupedRequest, key: UniqueKey, update: GroupedUpdate)] = []

        func execute(on connection: Connection, in session: Session) throws -> Outcome {
            func call(_ name: StaticString) -> CollectionCall {
                CollectionCall(
                    Operation(name: name, target: self.collection.collection), connection, self.collection,
                    OperationOptions(), session: session)
            }
            if !self.insertions.isEmpty {
                let outcome = try self.insert(call("insert"))
                guard case .done = outcome else { return outcome }
            }
            if self.updates.isEmpty { return .done }
            let before = try self.documents(.before, call("find"))
            let outcome = try self.update(call("update"))
            guard case .done = outcome else { return outcome }
            var after = try self.documents(.after, call("find"))
            #if DEBUG
            if self.settings.fault == .exchangedOutcomes, after.count > 1 {
                let keys = Array(after.keys.prefix(2))
                (after[keys[0]], after[keys[1]]) = (after[keys[1]], after[keys[0]])
            }
            #endif
            for (_, request, key, update) in self.updates {
                guard let returned = update.returned else { continue }
                request.take(.document((returned == .before ? before : after)[key] ?? DocumentBatch()))
            }
            return .done
        }

        private func insert(_ call: CollectionCall) throws -> Outcome {
            let command = BSONDocument { writer in
                writer.write(self.collection.collection, under: "insert")
                writer.key("documents")
                writer.beginArray()
                for (_, _, document) in self.insertions { document.write(to: writer) }
                writer.endArray()
            }
            let reply = try WriteReply(call, command)
            if let refused = reply.refused { return .refused(self.insertions[refused].index) }
            guard reply.count == self.insertions.count else { return .unclear }
            for (_, request, _) in self.insertions { request.take(.done(isUpserted: false)) }
            return .done
        }

        private func update(_ call: CollectionCall) throws -> Outcome {
            let command = BSONDocument { writer in
                writer.write(self.collection.collection, under: "update")
                writer.key("updates")
                writer.beginArray()
                for (_, _, _, update) in self.updates { update.write(to: writer) }
                writer.endArray()
            }
            let reply = try WriteReply(call, command)
            if let refused = reply.refused { return .refused(self.updates[refused].index) }
            // Each has matched one document, or has inserted one; which of them has not, the server does not say. Whether a
            // document is different then is told only of those that are not returned.
            guard reply.count == self.updates.count else { return .unclear }
            let tellsOfChanges = self.updates.contains { $0.update.returned == nil }
            if tellsOfChanges, reply.changed + reply.upserted.count < reply.count { return .unclear }
            for (place, (_, request, _, update)) in self.updates.enumerated() where update.returned == nil {
                request.take(.done(isUpserted: reply.upserted.contains(place)))
            }
            return .done
        }

        /// The documents that are asked for in a state.
        private func documents(
            _ state: ReturnedDocument, _ call: CollectionCall
        ) throws -> [UniqueKey: DocumentBatch] {
            var documents: [UniqueKey: DocumentBatch] = [:]
            let wanted = self.updates.filter { $0.update.returned == state }
            for (field, updates) in Dictionary(grouping: wanted, by: \.key.field) {
                let keys = Array(Set(updates.map(\.key.value)))
                let filter = BSONDocument([(field, ["$in": .array(keys.map(\.value))] as BSONValue)])
                let find = Find(filter: filter, projection: updates.first?.update.projection, limit: keys.count)
                try find.run(call) { document in
                    guard let value = LookupKey(of: document, field) else { return }
                    var batch = DocumentBatch()
                    batch.append(document)
                    documents[UniqueKey(collection: self.collection, field: field, value: value)] = batch
                }
            }
            return documents
        }
    }
}

extension GroupedUpdate {
    /// Writes one statement of an update command.
    fileprivate func write(to writer: BSONWriter) {
        writer.beginObject()
        writer.write(self.filter, under: "q")
        if self.isPipeline {
            writer.write(BSONValue.array(self.changes.fields.map(\.value)), under: "u")
        } else {
            writer.write(self.changes, under: "u")
        }
        if self.upsert { writer.write(true, under: "upsert") }
        if let arrayFilters { writer.write(arrayFilters, under: "arrayFilters") }
        writer.endObject()
    }
}

/// What the server replies to an update or insert command.
private struct WriteReply {
    /// How many documents were inserted, or matched.
    private(set) var count = 0
    private(set) var changed = 0
    /// Which of the statements have inserted a document.
    private(set) var upserted: Set<Int> = []
    /// Which was refused.
    private(set) var refused: Int?

    /// Sends a command.
    init(_ call: CollectionCall, _ command: BSONDocument) throws {
        self = try call.perform(.insert) { handle, options, reply, error in
            command.withPointer { mongoc_collection_write_command_with_opts(handle, $0, options, reply, error) }
        } read: { reply in
            WriteReply(try BSONDocument(bytes: Array(DocumentBatch.bytes(of: reply))))
        }
    }

    private init(_ reply: BSONDocument) {
        self.count = reply["n"]?.intValue ?? 0
        self.changed = reply["nModified"]?.intValue ?? 0
        self.upserted = Set(
            (reply["upserted"]?.arrayValue ?? []).compactMap { $0.documentValue?["index"]?.intValue })
        self.refused = reply["writeErrors"]?.arrayValue?.first?.documentValue?["index"]?.intValue
    }
}
