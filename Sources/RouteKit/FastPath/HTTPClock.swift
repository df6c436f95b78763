import Glibc
import Synchronization

/// The time as a `Date` field has it (RFC 9110, section 5.6.7), formatted once a second.
final class HTTPClock: Sendable {
    private let last = Mutex((second: time_t.min, text: ""))

    /// For example `Sun, 06 Nov 1994 08:49:37 GMT`.
    var date: String { self.date(at: time(nil)) }

    func date(at second: time_t) -> String {
        self.last.withLock { last in
            if last.second != second { last = (second, Self.text(of: second)) }
            return last.text
        }
    }

    private static func text(of second: time_t) -> String {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        // The process never calls `setlocale`, so the names are the English ones.
        return String(unsafeUninitializedCapacity: 32) { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                strftime($0.baseAddress, $0.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            }
        }
    }
}
