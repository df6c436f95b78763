import CallThreads
import Curl
public import FoundationEssentials

/// Objects in a bucket of an S3-compatible store.
///
/// Requests are signed by libcurl (AWS Signature Version 4), which blocks: it is called on threads of its own, and a task that
/// waits is suspended, never blocked. A task that is cancelled stops waiting at once.
///
/// Bytes are fetched in pieces, a request each, and each asks for those of the object that was found: if it was replaced
/// meanwhile, the reader gets ``ObjectStoreError/Code/corrupt``. Of two that are stored at the same time, the store decides.
public final class S3Store: ObjectStore {
    let settings: S3Settings
    private let queue: CallQueue<S3Call>

    /// Starts the threads. No connection is made before the first request.
    ///
    /// - Throws: ``ObjectStoreError`` `overloaded` if the system has no threads to give.
    public init(_ settings: S3Settings) throws(ObjectStoreError) {
        self.settings = settings
        self.queue = CallQueue(limit: settings.queueLimit, threads: max(1, settings.connections))
        guard self.queue.start(idleTimeout: settings.idleTimeout, worker: { S3Client(settings) }) else {
            throw ObjectStoreError(.overloaded, "start", "the system has no thread to give")
        }
    }

    deinit {
        self.queue.close()
    }

    public func put(_ key: String, _ bytes: [UInt8], contentType: String) async throws {
        var request = try self.request("PUT", key, "put")
        request.headers = [("Content-Type", contentType)]
        request.body = bytes
        _ = try await self.reply(to: request, "put")
    }

    public func get(_ key: String, range: Range<Int>?) async throws -> StoredObject {
        let start = max(0, range?.lowerBound ?? 0)
        let count = range.map { min($0.upperBound - start, self.settings.pieceSize) } ?? self.settings.pieceSize
        if count > 0 {
            let reply = try await self.send(self.request("GET", key, "get", start..<start + count), "get")
            // Behind the last byte there is no part, and an empty object has none at all.
            if reply.status != 416 { return try self.object(key, reply, range, start) }
        }
        let reply = try await self.reply(to: self.request("HEAD", key, "get"), "get")
        guard let size = reply.headers["content-length"].flatMap({ Int($0) }) else {
            throw ObjectStoreError(.refused, "get", "no Content-Length")
        }
        return try self.object(key, reply, size: size, range: range ?? 0..<size, first: nil)
    }

    public func delete(_ key: String) async throws {
        do {
            _ = try await self.reply(to: self.request("DELETE", key, "delete"), "delete")
        } catch let error as ObjectStoreError where error.code == .notFound {}
    }

    public func list(_ prefix: String, after key: String?, limit: Int) async throws -> ObjectPage {
        var request = S3Request(method: "GET", path: "/\(self.settings.bucket)")
        // So that keys may hold what XML can't.
        request.query = [
            ("list-type", "2"), ("prefix", prefix), ("max-keys", String(limit)), ("encoding-type", "url"),
        ]
        if let key { request.query.append(("start-after", key)) }
        // A key has at most 1024 bytes, each of which may be encoded.
        request.maximumReply = 65_536 + limit * 4096
        let reply = try await self.reply(to: request, "list")
        guard let page = ObjectPage(S3Text(reply.body)) else { throw ObjectStoreError(.refused, "list", "no list") }
        return page
    }

    /// Nothing: the store keeps what is complete and nothing else.
    public func removeRemains(before moment: Date) async throws {}

    public func shutDown() async {
        self.queue.close()
        await self.queue.end()
    }

    // MARK: Objects

    /// What a request for a part found.
    private func object(
        _ key: String, _ reply: S3Reply, _ range: Range<Int>?, _ start: Int
    ) throws -> StoredObject {
        if let error = reply.error("get") { throw error }
        // A store may give the whole for a part.
        guard reply.status == 206 else {
            return try self.object(key, reply, size: reply.body.count, range: range, first: (0, reply.body))
        }
        let total = reply.headers["content-range"]?.split(separator: "/").last.flatMap { Int($0) }
        guard let size = total, reply.headers["content-range"]?.hasPrefix("bytes \(start)-") == true else {
            throw ObjectStoreError(.refused, "get", "no Content-Range")
        }
        return try self.object(key, reply, size: size, range: range, first: (start, reply.body))
    }

    private func object(
        _ key: String, _ reply: S3Reply, size: Int, range: Range<Int>?, first: (offset: Int, bytes: [UInt8])?
    ) throws -> StoredObject {
        guard let modified = reply.headers["last-modified"].flatMap({ CurlDate.seconds($0) }) else {
            throw ObjectStoreError(.refused, "get", "no Last-Modified")
        }
        let entry = ObjectEntry(
            key: key, size: size, modifiedAt: Date(timeIntervalSince1970: TimeInterval(modified)))
        let tag = reply.headers["etag"]
        return StoredObject(
            entry, contentType: reply.headers["content-type"] ?? "application/octet-stream", range: range, first: first
        ) { range in
            let piece = range.prefix(self.settings.pieceSize)
            var request = try self.request("GET", key, "get", piece)
            if let tag { request.headers.append(("If-Match", tag)) }
            let reply = try await self.reply(to: request, "get")
            return reply.status == 206 ? reply.body : Array(reply.body.dropFirst(piece.lowerBound).prefix(piece.count))
        }
    }

    // MARK: Requests

    private func request(
        _ method: String, _ key: String, _ operation: String, _ range: Range<Int>? = nil
    ) throws(ObjectStoreError) -> S3Request {
        try ObjectKey.check(key, operation)
        let path = "/\(self.settings.bucket)/\(S3Encoding.encode(key, keepingSlashes: true))"
        var request = S3Request(method: method, path: path)
        if let range {
            request.headers.append(("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)"))
            request.maximumReply = max(request.maximumReply, self.settings.pieceSize)
        }
        return request
    }

    private func reply(to request: S3Request, _ operation: String) async throws -> S3Reply {
        let reply = try await self.send(request, operation)
        if let error = reply.error(operation) { throw error }
        return reply
    }

    func send(_ request: S3Request, _ operation: String) async throws -> S3Reply {
        let call = S3Call(request: request, operation: operation)
        let queue = self.queue
        return try await call.end.wait {
            queue.submit(call)
        } onCancel: {
            queue.forgetAbandoned()
        }
    }
}

extension ObjectPage {
    /// nil for what is no list.
    fileprivate init?(_ text: S3Text) {
        guard let isTruncated = text.element("IsTruncated")?.text else { return nil }
        let isEncoded = text.element("EncodingType")?.text == "url"
        var entries: [ObjectEntry] = []
        for content in text.elements("Contents") {
            guard let name = content.element("Key")?.text, let size = content.element("Size").flatMap({ Int($0.text) }),
                let modified = content.element("LastModified").flatMap({ Self.date($0.text) }),
                let key = isEncoded ? name.replacing("+", with: " ").removingPercentEscapes : name
            else { return nil }
            entries.append(ObjectEntry(key: key, size: size, modifiedAt: modified))
        }
        self.init(entries: entries, next: isTruncated == "true" ? entries.last?.key : nil)
    }

    private static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: .iso8601))
    }
}
