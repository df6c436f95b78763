import NIOCore
import NIOPosix
public import ObjectStore

/// Has clamd look into files, by its command `INSTREAM`: the bytes go over the connection, so that it may run elsewhere.
///
/// Each file has a connection of its own. Where clamd is away, says something else or takes too long, the outcome is
/// `unavailable`. It refuses files that are longer than its own `StreamMaxLength`, too.
public struct ClamAVScanner: FileScanner {
    private let address: ClamAVAddress
    private let connectTimeout: Duration
    private let timeout: Duration
    private static let pieceSize = 65_536
    private static let maximumReply = 4096

    /// - Parameters:
    ///   - connectTimeout: how long connecting may take.
    ///   - timeout: how long the rest may take.
    public init(
        _ address: ClamAVAddress, connectTimeout: Duration = .seconds(5), timeout: Duration = .seconds(30)
    ) {
        self.address = address
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }

    public func scan(_ bytes: [UInt8]) async throws -> ScanOutcome {
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            channel = try await self.connect()
        } catch {
            try Task.checkCancellation()
            return .unavailable(reason: "\(self.address) can't be reached")
        }
        let start = ContinuousClock.now
        let end = channel.channel.eventLoop.scheduleTask(in: TimeAmount(self.timeout)) {
            channel.channel.close(promise: nil)
        }
        defer { end.cancel() }
        let reply: String?
        do {
            reply = try await withTaskCancellationHandler {
                try await channel.executeThenClose { inbound, outbound in
                    // It answers before the end, and reads no more, when it has had enough.
                    try? await Self.send(bytes, outbound)
                    return try await Self.reply(inbound)
                }
            } onCancel: {
                channel.channel.close(promise: nil)
            }
        } catch {
            reply = nil
        }
        try Task.checkCancellation()
        if reply == nil, ContinuousClock.now - start >= self.timeout {
            return .unavailable(reason: "clamd took longer than \(self.timeout)")
        }
        return ClamAVReply.outcome(of: reply)
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(TimeAmount(self.connectTimeout))
        let initialize: @Sendable (any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> = {
            channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
        }
        return switch self.address {
        case .tcp(let host, let port):
            try await bootstrap.connect(host: host, port: port, channelInitializer: initialize)
        case .unixSocket(let path):
            try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: initialize)
        }
    }

    /// Sends the command, the bytes in pieces with their lengths, and an empty piece.
    private static func send(_ bytes: [UInt8], _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws {
        try await outbound.write(ByteBuffer(string: "zINSTREAM\0"))
        for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
            let piece = bytes[start..<min(bytes.count, start + Self.pieceSize)]
            var buffer = ByteBuffer()
            buffer.reserveCapacity(4 + piece.count)
            buffer.writeInteger(UInt32(piece.count))
            buffer.writeBytes(piece)
            try await outbound.write(buffer)
        }
        try await outbound.write(ByteBuffer(integer: UInt32(0)))
    }

    /// The answer up to its NUL; nil if there is none.
    private static func reply(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> String? {
        var reply: [UInt8] = []
        for try await part in inbound {
            reply += part.readableBytesView
            if let end = reply.firstIndex(of: 0) { return String(decoding: reply[..<end], as: UTF8.self) }
            if reply.count > Self.maximumReply { return nil }
        }
        return nil
    }
}
