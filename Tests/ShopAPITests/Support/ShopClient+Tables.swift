import HTTPTypes
import MongoODM
import Schemas
import Spreadsheets
import TestSupport
import Testing

/// Exports and imports at `/api/v1`.
extension ShopClient {
    /// Has something exported by a shop that works on jobs.
    ///
    /// - Parameter what: behind `/admin/export/`, with the query.
    /// - Returns: the export, when it has ended.
    func exported(_ what: String, as token: String) async throws -> JSONNode {
        let asked = try await self.post("/api/v1/admin/export/\(what)", "", token: token)
        #expect(asked.status == 202, "\(asked.text)")
        #expect(asked["status"] == "queued" && asked["progress"]?.digits == "0.0")
        return try await self.ended(try #require(asked.headers[.location]), as: token)
    }

    /// The file of an export, by its link.
    func file(of export: JSONNode) async throws -> Reply {
        let reply = try await self.get(try #require(export["file_url"]?.text, "\(export)"))
        #expect(reply.status == 200, "\(reply.text)")
        return reply
    }

    /// Waits until an export or an import has ended.
    func ended(_ path: String, as token: String) async throws -> JSONNode {
        var json = JSONNode.null
        try await eventually(within: .seconds(120)) {
            json = try await self.get(path, token: token).json
            return json["status"] == "done" || json["status"] == "failed"
        }
        return json
    }

    /// Sends a file of products.
    func sendProducts(
        _ file: String, isDryRun: Bool = false, as token: String, headers: HTTPFields = [:]
    ) async throws -> Reply {
        var headers = headers
        headers[.contentType] = "text/csv"
        headers[.authorization] = "Bearer \(token)"
        return try await self.send(
            .post, "/api/v1/admin/imports\(isDryRun ? "?dry_run=true" : "")", body: Array(file.utf8), headers: headers)
    }

    /// Has a file of products imported by a shop that works on jobs.
    ///
    /// - Returns: the import, when it has ended.
    func imported(_ file: String, isDryRun: Bool = false, as token: String) async throws -> JSONNode {
        let sent = try await self.sendProducts(file, isDryRun: isDryRun, as: token)
        #expect(sent.status == 202, "\(sent.text)")
        return try await self.ended(try #require(sent.headers[.location]), as: token)
    }
}

extension Reply {
    /// The records of a CSV file.
    var records: [[String]] {
        var parser = CSVParser()
        parser.append(self.body)
        parser.finish()
        var records: [[String]] = []
        while let event = parser.next() {
            guard case .record(let record) = event else { return [] }
            records.append(record.fields)
        }
        return records
    }
}
