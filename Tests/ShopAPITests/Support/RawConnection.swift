import HTTPTypes
import NIOCore
import NIOPosix

/// A connection on which a test says exactly what it wants, and reads exactly what it gets.
struct RawConnection {
    struct ResponseHead: Equatable {
        var status: String
        /// The fields in the order and the letter case in which they came.
        var fields: [(name: String, value: String)]

        subscript(_ name: String) -> String? { self.fields.first { $0.name.lowercased() == name.lowercased() }?.value }

        /// The same without what differs from one answer to the next.
        var comparable: ResponseHead {
            var head = self
            // Each request changes it.
            head.fields.removeAll { $0.name == "RateLimit-Remaining" }
            for index in head.fields.indices {
                let value = head.fields[index].value
                switch head.fields[index].name.lowercased() {
                case "x-request-id" where value.count == 32, "x-process-time", "date":
                    head.fields[index].value = "\(value.count)"
                default: break
                }
            }
            return head
        }

        static func == (left: Self, right: Self) -> Bool {
            left.status == right.status && left.fields.elementsEqual(right.fields, by: ==)
        }
    }

    struct Ended: Error {}

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()
    /// What has come of a stream of events and is no whole piece yet.
    var streamed = ""

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Connects to a port of this machine, and closes the connection afterwards.
    static func open<Output: Sendable>(
        port: Int, _ body: @Sendable (inout RawConnection) async throws -> Output
    ) async throws -> Output {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(inbound, outbound)
            return try await body(&connection)
        }
    }

    func send(_ text: String) async throws {
        try await self.outbound.write(ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await self.outbound.write(ByteBuffer(bytes: bytes))
    }

    /// Says that nothing more will be sent, and goes on reading.
    func finish() {
        self.outbound.finish()
    }

    /// Whether the server has closed the connection, and sent nothing more before.
    mutating func isAtEnd() async throws -> Bool {
        guard self.received.readableBytes == 0 else { return false }
        return try await self.inbound.next() == nil
    }

    /// Waits until the server closes the connection.
    ///
    /// - Returns: what came before that.
    mutating func rest() async throws -> String {
        do {
            while true { try await self.receive() }
        } catch is Ended {
            return self.received.readString(length: self.received.readableBytes) ?? ""
        }
    }

    /// Sends a request without a body.
    func get(_ target: String, _ fields: [String] = []) async throws {
        let lines = ["GET \(target) HTTP/1.1", "Host: localhost"] + fields + ["", ""]
        try await self.send(lines.joined(separator: "\r\n"))
    }

    /// The next response and its body.
    ///
    /// - Parameter hasBody: false for a response to `HEAD`, whose length is that of another.
    mutating func response(hasBody: Bool = true) async throws -> (head: ResponseHead, body: String) {
        var lines: [String] = []
        while true {
            let line = try await self.line()
            if line.isEmpty { break }
            lines.append(line)
        }
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: String(parts[1].drop { $0 == " " }))
        }
        let head = ResponseHead(status: lines.first ?? "", fields: fields)
        let length = hasBody ? head["Content-Length"].flatMap { Int($0) } ?? 0 : 0
        while self.received.readableBytes < length { try await self.receive() }
        return (head, self.received.readString(length: length) ?? "")
    }

    /// The next part of a body that is sent in chunks; nil behind the last.
    mutating func chunk() async throws -> String? {
        guard let size = Int(try await self.line(), radix: 16) else { throw Ended() }
        while self.received.readableBytes < size + 2 { try await self.receive() }
        let text = self.received.readString(length: size)
        self.received.moveReaderIndex(forwardBy: 2)
        return size == 0 ? nil : text
    }

    private mutating func line() async throws -> String {
        while true {
            if let end = self.received.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                let line = self.received.readString(length: end + 1 - self.received.readerIndex) ?? ""
                return String(line.dropLast())
            }
            try await self.receive()
        }
    }

    private mutating func receive() async throws {
        guard let bytes = try await self.inbound.next() else { throw Ended() }
        self.received.writeImmutableBuffer(bytes)
    }
}
