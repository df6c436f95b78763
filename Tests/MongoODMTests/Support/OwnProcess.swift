import Foundation

/// What Linux says of this process.
enum OwnProcess {
    private struct MissingLine: Error {}

    /// Bytes in memory, when they were most.
    static var peakMemory: Int { get throws { try self.number("VmHWM") * 1024 } }
    static var threads: Int { get throws { try self.number("Threads") } }

    private static func number(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("\(name):") }),
            let number = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        else { throw MissingLine() }
        return number
    }
}

/// Whether the tests run with the address or the thread sanitizer, which need memory of their own.
let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
