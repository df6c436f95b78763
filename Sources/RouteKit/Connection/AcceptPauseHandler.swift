import Glibc
public import Logging
public import NIOCore

/// Stops accepting connections while the process has as many as it has files for. Clients wait in the system meanwhile.
///
/// It stands first in the pipeline of the listening socket. When `accept` fails for want of files, SwiftNIO would try
/// again without a pause, which takes a whole core.
final class AcceptPauseHandler: ChannelInboundHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel

    private static let pause = TimeAmount.milliseconds(50)

    private let connections: ConnectionCount
    private let logger: Logger
    private var resumption: Scheduled<Void>?
    /// When a failure was logged last.
    private var lastLine: NIODeadline?

    init(_ connections: ConnectionCount, logger: Logger) {
        self.connections = connections
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !self.connections.hasRoom { self.pause(context) }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? IOError, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.errnoCode) {
            self.log(error)
            self.pause(context)
        }
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.resumption?.cancel()
        self.resumption = nil
        context.fireChannelInactive()
    }

    private func pause(_ context: ChannelHandlerContext) {
        guard self.resumption == nil else { return }
        context.channel.setOption(.autoRead, value: false).whenFailure { _ in }
        self.resumption = context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            self.resumption = nil
            guard self.connections.hasRoom else { return self.pause(context) }
            context.channel.setOption(.autoRead, value: true).whenFailure { _ in }
        }
    }

    private func log(_ error: IOError) {
        let now = NIODeadline.now()
        if let lastLine, now - lastLine < .seconds(10) { return }
        self.lastLine = now
        self.logger.warning(
            "Connections are not accepted for a moment: the system has no more files or memory for them (ulimit -n)",
            metadata: ["errno": "\(error.errnoCode)"])
    }
}

extension ConnectionCount {
    /// Lets a listening socket accept as many connections as there may be.
    public func limit(_ listening: any Channel, logger: Logger) async throws {
        // Of clients that come all at once, SwiftNIO would take four before it looks after the others again.
        try await listening.setOption(.maxMessagesPerRead, value: UInt(self.bounds.acceptedAtOnce)).get()
        try await listening.eventLoop.submit {
            try listening.pipeline.syncOperations.addHandler(
                AcceptPauseHandler(self, logger: logger), position: .first)
        }.get()
    }
}
