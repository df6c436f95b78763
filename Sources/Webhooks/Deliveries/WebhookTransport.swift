/// How messages reach endpoints.
package protocol WebhookTransport: Sendable {
    /// What is wrong with the address of an endpoint, as a sentence; nil for nothing that can be told before a message goes there.
    func problem(with url: String) -> String?

    /// Sends a message. It takes no longer than a few seconds, and follows no redirect.
    ///
    /// - Parameter attempt: which try it is, counted from 1.
    func post(
        _ body: String, to url: String, headers: [(name: String, value: String)], attempt: Int
    ) async throws(WebhookTransportError) -> (status: Int, body: String)
}

/// Why no answer came.
package struct WebhookTransportError: Error, Sendable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
