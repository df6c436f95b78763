import RouteKit

extension SettingsReader {
    /// Reads how often a client may call; nil for as often as it likes.
    mutating func readRateLimit(_ name: String, into setting: inout RateLimit?) {
        self.read(name, into: &setting, allowed: "N/second, N/minute, N/hour, N/day or off, as in 5/minute") { text in
            text == "off" ? .some(nil) : RateLimit(text).map { .some($0) }
        }
    }
}
