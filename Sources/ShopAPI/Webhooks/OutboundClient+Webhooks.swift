package import OutboundHTTP
package import Webhooks

extension OutboundClient: WebhookTransport {
    package func problem(with url: String) -> String? {
        do throws(OutboundURL.Problem) {
            let url = try OutboundURL(url)
            let isLocal = url.host == "localhost" || url.host.hasSuffix(".localhost")
            guard let address = self.refusedAddress(in: isLocal ? Self.localhost : url) else { return nil }
            return "Its host has an address that is not public: \(address)"
        } catch {
            return error.message
        }
    }

    /// What every system means by its name.
    private static let localhost = try! OutboundURL("http://127.0.0.1")

    package func post(
        _ body: String, to url: String, headers: [(name: String, value: String)], attempt: Int
    ) async throws(WebhookTransportError) -> (status: Int, body: String) {
        do {
            let answer = try await self.post(
                Array(body.utf8), to: OutboundURL(url), headers: headers, attempt: attempt)
            return (answer.status, Self.text(answer.body))
        } catch let error as OutboundURL.Problem {
            throw WebhookTransportError(error.message)
        } catch {
            throw WebhookTransportError("\(error)")
        }
    }

    /// The beginning of an answer as a text to look at, whatever its bytes are.
    private static func text(_ bytes: [UInt8]) -> String {
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 && scalar != "\n" && scalar != "\t" && scalar != "\r"
        }
        return String(
            String.UnicodeScalarView(
                String(decoding: bytes, as: UTF8.self).unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }
}
