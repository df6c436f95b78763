import Glibc
import Schemas

/// A connection to a shop on this machine, on which one request waits for the answer to the one before.
///
/// It blocks its thread and understands only what the shop sends: a client that works harder would take time from the
/// shop, which shares the machine with it.
final class ShopConnection {
    enum Method: String {
        case get = "GET"
        case post = "POST"
    }

    private let descriptor: Int32
    private let commonFields: String
    private var received: [UInt8] = []

    /// - Parameter token: what the requests authenticate with.
    init(port: UInt16, token: String? = nil) throws {
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        self.commonFields = "Host: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n" + authorization
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try self.connect(to: port)
    }

    deinit {
        close(self.descriptor)
    }

    /// Sends a request and decodes its answer.
    func request<Value: SchemaValue>(
        _ method: Method, _ path: String, body: String = "", as type: Value.Type
    ) throws -> Value {
        let body = try self.request(method, path, body: body)
        return try Value(json: body)
    }

    /// Sends a request and waits for its answer.
    ///
    /// - Returns: the answer's body.
    /// - Throws: ``ShopConnectionError`` when the answer is no success, or there is none.
    func request(_ method: Method, _ path: String, body: String = "") throws -> [UInt8] {
        let request = "\(method.rawValue) \(path)"
        try self.send("\(request) HTTP/1.1\r\n\(self.commonFields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let head = try self.receiveHead()
        let answer = try self.receive(head.bodySize)
        guard (200..<300).contains(head.status) else {
            throw ShopConnectionError("\(request): \(head.status) \(String(decoding: answer, as: UTF8.self))")
        }
        return answer
    }

    private func connect(to port: UInt16) throws {
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var isOn: Int32 = 1
        setsockopt(self.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let result = withUnsafeBytes(of: &address) { bytes in
            Glibc.connect(
                self.descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard result == 0 else { throw ShopConnectionError("nobody listens on port \(port)") }
    }

    private func send(_ text: String) throws {
        var text = text
        let isSent = text.withUTF8 { bytes in
            // Requests are far smaller than a socket's buffer.
            Glibc.send(self.descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        }
        guard isSent else { throw ShopConnectionError("the connection was closed before a request") }
    }

    private func receiveHead() throws -> (status: Int, bodySize: Int) {
        while true {
            if let end = self.received.firstRange(of: Array("\r\n\r\n".utf8)) {
                let lines = String(decoding: self.received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
                self.received.removeSubrange(..<end.upperBound)
                let size = lines.first { $0.lowercased().hasPrefix("content-length:") }
                guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
                    let bodySize = size.flatMap({ Int($0.dropFirst("content-length:".count).filter { $0 != " " }) })
                else { throw ShopConnectionError("an answer without status or length: \(lines)") }
                return (status, bodySize)
            }
            try self.receiveMore()
        }
    }

    private func receive(_ count: Int) throws -> [UInt8] {
        while self.received.count < count { try self.receiveMore() }
        defer { self.received.removeFirst(count) }
        return Array(self.received[..<count])
    }

    private func receiveMore() throws {
        let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
            let count = recv(self.descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { self.received.append(contentsOf: buffer[..<count]) }
            return count
        }
        guard count > 0 else { throw ShopConnectionError("the connection was closed, or silent for 10 s") }
    }
}
