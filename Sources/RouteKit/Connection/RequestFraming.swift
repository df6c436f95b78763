import NIOHTTP1

/// What the head of a request says about its connection and its body.
struct RequestFraming {
    /// How many bytes the body has, if the head says it.
    private(set) var bodySize: Int?
    /// Whether the client asks for another protocol.
    private(set) var asksForUpgrade = false
    /// Whether the client waits for `100 Continue` before it sends the body.
    private(set) var awaitsContinue = false
    /// Why the request is not served.
    private(set) var fault: Refusal?

    init(_ head: HTTPRequestHead) {
        var hosts = 0
        var isUnderstood = true
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4 where Self.isName(name, "host"): hosts += 1
            case 6 where Self.isName(name, "expect"):
                for expectation in value.lowercased().split(separator: ",") {
                    let words = expectation.split { $0 == " " || $0 == "\t" }
                    if words == ["100-continue"] {
                        self.awaitsContinue = true
                    } else if !words.isEmpty {
                        isUnderstood = false
                    }
                }
            case 7 where Self.isName(name, "upgrade"): self.asksForUpgrade = true
            case 14 where self.bodySize == nil && Self.isName(name, "content-length"): self.bodySize = Int(value)
            default: break
            }
        }
        // HTTP/1.0 has no expectations (RFC 9110, section 10.1.1), and may leave the host out (RFC 9112, section 3.2).
        let isOld = head.version.minor == 0
        if isOld { self.awaitsContinue = false }
        if head.uri.utf8.count > ConnectionLimits.maximumTargetSize {
            self.fault = .longTarget
        } else if hosts > 1 || (hosts == 0 && !isOld) {
            self.fault = .noHost
        } else if !isUnderstood && !isOld {
            self.fault = .unknownExpectation
        }
    }

    /// Compares the name of a field in any letter case with one of letters and hyphens in lower case.
    private static func isName(_ name: String, _ expected: StaticString) -> Bool {
        expected.withUTF8Buffer { name.utf8.elementsEqual($0) { $0 | 0x20 == $1 } }
    }
}
