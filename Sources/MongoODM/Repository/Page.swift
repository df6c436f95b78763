import BSON
import Foundation
public import Schemas

/// A page of documents, and where the next one begins.
public struct Page<Model: Sendable>: Sendable {
    public let items: [Model]
    /// For the next page; nil when this one is the last.
    public let next: PageCursor?
}

/// A place in an order of documents: behind the last one of a page.
///
/// Its text can be given to clients and taken back from them: it holds the sort values of one document and is no query.
public struct PageCursor: Hashable, Sendable {
    let values: BSONDocument

    init(_ values: BSONDocument) {
        self.values = values
    }

    /// Reads what ``text`` wrote; nil for anything else.
    public init?(_ text: String) {
        var base64 = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while base64.count % 4 != 0 { base64 += "=" }
        guard let data = Data(base64Encoded: base64), let values = try? BSONDocument(bytes: Array(data)) else {
            return nil
        }
        self.values = values
    }

    /// The place as letters, digits, hyphens and underscores.
    public var text: String {
        let data = self.values.withBytes { Data($0) }
        return data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}

extension Repository {
    /// A page of the documents that fulfil the query, found by where the last one ended.
    ///
    /// Documents that are equal in the order follow by `_id`, in the direction of the last key, so that none is left
    /// out or comes twice, whatever comes and goes meanwhile. With an index of the sort's fields and `_id` the server
    /// goes straight to the place, however deep it is.
    ///
    /// - Parameters:
    ///   - sort: the order, by fields that hold no arrays.
    ///   - after: where the last page ended; nil for the first.
    ///   - limit: how many at most.
    /// - Throws: ``MongoError``: `invalidQuery` when the place is one of another order.
    public func page(
        _ query: Query<Model> = .all, sort: [Sort<Model>] = [], after: PageCursor? = nil, limit: Int = 100,
        in transaction: Transaction? = nil
    ) async throws -> Page<Model> {
        try await self.page(query, nil, sort: sort, after: after, limit: limit, in: transaction)
    }

    /// A page of parts of the documents; see ``find(_:as:sort:skip:limit:in:)``.
    public func page<Part: SchemaObject>(
        _ query: Query<Model> = .all, as type: Part.Type, sort: [Sort<Model>] = [], after: PageCursor? = nil,
        limit: Int = 100, in transaction: Transaction? = nil
    ) async throws -> Page<Part> {
        let projection = try Projection.of(Model.self, as: type, for: self.operation("find"))
        return try await self.page(query, projection, sort: sort, after: after, limit: limit, in: transaction)
    }

    private func page<Part: SchemaObject>(
        _ query: Query<Model>, _ projection: BSONDocument?, sort: [Sort<Model>], after: PageCursor?, limit: Int,
        in transaction: Transaction?
    ) async throws -> Page<Part> {
        let operation = self.operation("find")
        let order = PageOrder(sort)
        let query = try after.map { try order.query(query, behind: $0, for: operation) } ?? query
        let count = min(max(1, limit), .max - 1)
        // One more than asked for tells whether there is another page. The place is that of the stored document: one
        // without a field stands elsewhere in the order than the default that the model gets.
        let found = try await self.find(
            query, sort: order.keys, limit: count + 1, projection: projection.map { order.added(to: $0) },
            as: Placed<Part>.self, in: transaction)
        let items = try found.prefix(count).compactMap { try self.part(of: $0, operation) }
        guard found.count > count else { return Page(items: items, next: nil) }
        return Page(items: items, next: try order.place(of: found[count - 1].document, for: operation))
    }
}

extension Repository {
    /// - Returns: nil for a document that can't be read, if the repository leaves those out.
    private func part<Part>(of placed: Placed<Part>, _ operation: Operation) throws -> Part? {
        do throws(ValidationError) {
            return try placed.part.get()
        } catch {
            let failure = placed.document.withBytes { DocumentBatch.failure(of: $0, error, operation) }
            guard let report = self.reportUnreadable else { throw failure }
            report(UnreadableDocument(failure, self.collectionName))
            return nil
        }
    }
}

/// A part of a document with what was sent of it, read in two passes over the same bytes. The place of a document that
/// can't be read is needed, too.
private struct Placed<Part: SchemaObject>: SchemaValue {
    let part: Result<Part, ValidationError>
    let document: BSONDocument

    static func read(from reader: any ValueReader) throws(Rejected) -> Placed {
        let document = try BSONDocument.read(from: reader)
        do throws(ValidationError) {
            let part = try document.decoded(as: Part.self, encryption: (reader as? BSONReader)?.encryption)
            return Placed(part: .success(part), document: document)
        } catch {
            return Placed(part: .failure(error), document: document)
        }
    }

    func write(to writer: any ValueWriter) {
        self.document.write(to: writer)
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        Part.jsonSchema(in: &definitions)
    }
}
