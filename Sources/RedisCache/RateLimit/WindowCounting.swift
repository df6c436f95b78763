/// Counts events per key in windows of fixed length: what rate limits are made of.
///
/// A window begins with the first hit of its key and ends after its length; then the count begins anew. A key is
/// always counted with the same length: another one counts from the next window on.
public protocol WindowCounting: Sendable {
    /// Counts one event.
    ///
    /// - Parameters:
    ///   - key: what is counted, for example a client's address.
    ///   - window: the length of a window, to the millisecond.
    /// - Returns: how many events the window has by now, this one included, and how long it still lasts.
    func hit(_ key: String, window: Duration) async throws -> (count: Int, resetsIn: Duration)
}
