import BSON
import CMongoC
import Logging
import Schemas
import Tracing

/// Sees the commands of one worker. It never leaves the worker's thread.
final class CommandObserver {
    /// The command that runs: a thread runs one at a time.
    private struct Command {
        let name: String
        let database: String
        let collection: String
        let span: (any Span)?
    }

    /// Commands of more bytes are logged without their shape.
    private static let mostBytes = 65_536

    /// The context of the task whose job runs.
    var context: ServiceContext?
    private let monitor: CommandMonitor
    private var command: Command?
    /// The running command as it was sent, kept for the case that it turns out slow: the driver's own copy is gone
    /// by then. The memory is used again for the next.
    private var bytes: [UInt8] = []

    init(_ monitor: CommandMonitor) {
        self.monitor = monitor
    }

    func commandStarted(_ event: OpaquePointer) {
        guard let document = mongoc_apm_command_started_get_command(event), let data = bson_get_data(document)
        else { return }
        let count = Int(Int32(littleEndian: UnsafeRawPointer(data).loadUnaligned(as: Int32.self)))
        let bytes = UnsafeRawBufferPointer(start: data, count: count)
        // Whatever did not end is over now.
        self.command?.span?.end()
        self.command = nil
        if self.monitor.slowQueryThreshold != nil {
            self.bytes.removeAll(keepingCapacity: true)
            if count <= Self.mostBytes { self.bytes.append(contentsOf: bytes) }
        }
        if self.monitor.metrics == nil, self.monitor.tracer == nil { return }
        self.command = self.describe(event, bytes)
    }

    private func describe(_ event: OpaquePointer, _ bytes: UnsafeRawBufferPointer) -> Command {
        let name = String(cString: mongoc_apm_command_started_get_command_name(event))
        let database = String(cString: mongoc_apm_command_started_get_database_name(event))
        let collection = Self.collection(in: bytes)
        var span: (any Span)?
        if let tracer = self.monitor.tracer {
            span = self.startSpan(tracer, name, collection)
            span?.updateAttributes { attributes in
                attributes["db.system.name"] = "mongodb"
                attributes["db.namespace"] = database
                attributes["db.operation.name"] = name
                if !collection.isEmpty { attributes["db.collection.name"] = collection }
            }
        }
        return Command(name: name, database: database, collection: collection, span: span)
    }

    private func startSpan(_ tracer: some Tracer, _ name: String, _ collection: String) -> any Span {
        tracer.startSpan(
            collection.isEmpty ? name : "\(name) \(collection)", context: self.context ?? .topLevel, ofKind: .client)
    }

    /// - Parameters:
    ///   - microseconds: how long it took.
    ///   - error: why it failed, if it did.
    func commandEnded(_ microseconds: Int64, _ error: bson_error_t?) {
        let code = error.map { MongoError.code(of: $0) }
        if let command = self.command {
            self.command = nil
            self.monitor.metrics?.record(command.name, command.collection, nanoseconds: microseconds * 1000)
            if let code { self.monitor.metrics?.countFailure(command.name, command.collection, code) }
            if let span = command.span {
                if let error, let code {
                    span.attributes["error.type"] = code.description
                    span.attributes["db.response.status_code"] = String(error.code)
                    span.setStatus(SpanStatus(code: .error))
                }
                span.end()
            }
        }
        if let threshold = self.monitor.slowQueryThreshold, microseconds >= threshold {
            self.logSlowCommand(microseconds, over: threshold, code)
        }
    }

    /// - Parameter threshold: in microseconds.
    private func logSlowCommand(_ microseconds: Int64, over threshold: Int64, _ code: MongoError.Code?) {
        // Nothing to say of what was too large to keep.
        let command = try? BSONDocument(bytes: self.bytes)
        if let command, microseconds - Self.asked(toWait: command) < threshold { return }
        let shape = command.map { CommandShape($0) }
        var logger = self.monitor.logger
        logger[metadataKey: "ms"] = "\(microseconds / 1000)"
        logger[metadataKey: "shape"] = "\(shape?.description ?? "too large")"
        if let code { logger[metadataKey: "failure"] = "\(code)" }
        // Within the task's context the log may name the request.
        ServiceContext.withValue(self.context) { logger.warning("Slow MongoDB command") }
    }

    /// How many microseconds a command was to wait for what was not there yet: a `getMore` has a time only where a cursor
    /// waits for more, as a change stream's does.
    private static func asked(toWait command: BSONDocument) -> Int64 {
        guard command["getMore"] != nil, let milliseconds = command["maxTimeMS"]?.intValue else { return 0 }
        let (microseconds, isTooLarge) = Int64(milliseconds).multipliedReportingOverflow(by: 1000)
        return isTooLarge ? 0 : microseconds
    }

    /// The collection that a command names: with the command's own name, or beside it (`getMore`).
    private static func collection(in command: UnsafeRawBufferPointer) -> String {
        let reader = BSONReader(command)
        do throws(Rejected) {
            try reader.beginObject()
            while let key = try reader.nextField() {
                let isName = reader.isAtText
                if isName { return try reader.readString() }
                guard key.elementsEqual("getMore".utf8) else { break }
                try reader.skipValue()
            }
        } catch {
            // The driver sends well-formed documents; one that is not names no collection.
        }
        return ""
    }
}
