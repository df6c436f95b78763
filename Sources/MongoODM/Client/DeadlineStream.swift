import CMongoC
import Glibc

/// A stream of the driver's that passes everything on to another, but waits no longer than a ``StreamTimeout`` says.
enum DeadlineStream {
    private typealias Stream = UnsafeMutablePointer<mongoc_stream_t>

    /// Not one of the driver's own numbers, by which it knows what it may take a stream for.
    private static let type: Int32 = 1000

    /// - Parameters:
    ///   - inner: belongs to the new stream, which belongs to the caller.
    ///   - timeout: belongs to the new stream.
    static func make(
        _ inner: UnsafeMutablePointer<mongoc_stream_t>, _ timeout: StreamTimeout
    ) -> UnsafeMutablePointer<mongoc_stream_t> {
        let memory = UnsafeMutablePointer<bodega_deadline_stream_t>.allocate(capacity: 1)
        var value = bodega_deadline_stream_t()
        value.inner = inner
        value.timeout = Unmanaged.passRetained(timeout).toOpaque()
        value.stream.type = Self.type
        value.stream.destroy = { mongoc_stream_destroy(DeadlineStream.free($0)) }
        value.stream.failed = { mongoc_stream_failed(DeadlineStream.free($0)) }
        value.stream.close = { mongoc_stream_close(DeadlineStream.inner($0)) }
        value.stream.flush = { mongoc_stream_flush(DeadlineStream.inner($0)) }
        value.stream.setsockopt = { mongoc_stream_setsockopt(DeadlineStream.inner($0), $1, $2, $3, $4) }
        value.stream.get_base_stream = { DeadlineStream.inner($0) }
        value.stream.check_closed = { mongoc_stream_check_closed(DeadlineStream.inner($0)) }
        value.stream.should_retry = { mongoc_stream_should_retry(DeadlineStream.inner($0)) }
        value.stream.writev = { stream, parts, count, timeout in
            DeadlineStream.timeout(of: stream).willSend(UnsafeBufferPointer(start: parts, count: count))
            return DeadlineStream.wait(stream, timeout) { mongoc_stream_writev($0, parts, count, $1) }
        }
        value.stream.readv = { stream, parts, count, least, timeout in
            DeadlineStream.wait(stream, timeout) { mongoc_stream_readv($0, parts, count, least, $1) }
        }
        // A timeout, unlike other failures, does not make the driver think that the server is gone.
        value.stream.timed_out = { stream in
            DeadlineStream.timeout(of: stream).timeLeft <= .zero
                || mongoc_stream_timed_out(DeadlineStream.inner(stream))
        }
        memory.initialize(to: value)
        return UnsafeMutableRawPointer(memory).assumingMemoryBound(to: mongoc_stream_t.self)
    }

    private static func wait(_ stream: Stream?, _ timeout: Int32, _ work: (Stream, Int32) -> Int) -> Int {
        guard let milliseconds = self.timeout(of: stream).milliseconds(atMost: timeout) else {
            errno = ETIMEDOUT
            return -1
        }
        return work(self.inner(stream), milliseconds)
    }

    private static func value(_ stream: Stream?) -> UnsafeMutablePointer<bodega_deadline_stream_t> {
        UnsafeMutableRawPointer(stream!).assumingMemoryBound(to: bodega_deadline_stream_t.self)
    }

    private static func inner(_ stream: Stream?) -> Stream { self.value(stream).pointee.inner }

    private static func timeout(of stream: Stream?) -> StreamTimeout {
        Unmanaged<StreamTimeout>.fromOpaque(self.value(stream).pointee.timeout).takeUnretainedValue()
    }

    /// Frees the stream, and leaves the one behind it to the caller.
    private static func free(_ stream: Stream?) -> Stream {
        let inner = self.inner(stream)
        Unmanaged<StreamTimeout>.fromOpaque(self.value(stream).pointee.timeout).release()
        self.value(stream).deallocate()
        return inner
    }
}
