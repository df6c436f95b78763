import FoundationEssentials
import Glibc

/// The time as `2024-10-21T10:30:00.123Z`, of which all but the milliseconds is formatted once a second.
struct LogTimestamp {
    private var second = Int.min
    private var text: [UInt8] = []

    /// Appends the present time and a space.
    mutating func append(to line: inout [UInt8]) {
        let now = Date.now.timeIntervalSince1970
        let second = now.rounded(.down)
        self.append(second: Int(second), millisecond: Int((now - second) * 1000), to: &line)
    }

    mutating func append(second: Int, millisecond: Int, to line: inout [UInt8]) {
        if second != self.second {
            self.second = second
            self.text = Self.text(of: second)
        }
        line.append(contentsOf: self.text)
        for digit in [millisecond / 100, millisecond / 10 % 10, millisecond % 10] {
            line.append(UInt8(ascii: "0") + UInt8(digit))
        }
        line.append(UInt8(ascii: "Z"))
        line.append(UInt8(ascii: " "))
    }

    private static func text(of second: time_t) -> [UInt8] {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) {
                strftime($0.baseAddress, $0.count, "%Y-%m-%dT%H:%M:%S.", &parts)
            }
        }
    }
}
