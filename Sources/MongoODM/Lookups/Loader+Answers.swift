import BSON

extension Loader {
    /// Asks the server, and answers every one of the lookups.
    func answer(_ lookups: [Lookup], on connection: Connection) {
        let call = CollectionCall(self.operation, connection, self.collection, OperationOptions(), session: nil)
        if lookups.count > 1 {
            do {
                if try self.answerTogether(lookups, call) { return }
            } catch {
                for lookup in lookups { lookup.promise.fail(error) }
                return
            }
        }
        for lookup in lookups {
            lookup.promise.settle(Result { try self.find(lookup.keys, limit: lookup.keys.count).batch(call) })
        }
    }

    /// - Returns: false, with no lookup answered, where the field is not what it is declared to be: one that has no unique
    ///   index yet, or that another program stored as another type, does not tell whose document it is.
    private func answerTogether(_ lookups: [Lookup], _ call: CollectionCall) throws -> Bool {
        var whoWants: [LookupKey: [Int]] = [:]
        for (index, lookup) in lookups.enumerated() {
            for key in lookup.keys { whoWants[key, default: []].append(index) }
        }
        var batches = lookups.map { _ in DocumentBatch() }
        var isClear = true
        // One more than there may be shows that there are too many.
        try self.find(Array(whoWants.keys), limit: whoWants.count + 1).run(call) { document in
            guard let key = LookupKey(of: document, self.field), let indices = whoWants.removeValue(forKey: key) else {
                isClear = false
                return
            }
            for index in indices { batches[index].append(document) }
        }
        guard isClear else { return false }
        for (lookup, batch) in zip(lookups, batches) { lookup.promise.settle(.success(batch)) }
        return true
    }

    private func find(_ keys: [LookupKey], limit: Int) -> Find {
        let filter = BSONDocument { writer in
            writer.key(self.field)
            writer.beginObject()
            if keys.count == 1 {
                writer.write(keys[0].value, under: "$eq")
            } else {
                writer.write(BSONValue.array(keys.map { $0.value }), under: "$in")
            }
            writer.endObject()
        }
        return Find(filter: filter, projection: self.projection, limit: limit)
    }
}
