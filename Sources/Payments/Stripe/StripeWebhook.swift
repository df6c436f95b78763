import Crypto
package import FoundationEssentials
import Schemas

/// Reads what Stripe tells by itself, and believes only what is signed.
package struct StripeWebhook: Sendable {
    /// Why a message is not believed. A program is told 400, whatever the reason.
    package enum Refusal: Error, Hashable, Sendable {
        /// The header `Stripe-Signature` is missing or none.
        case unsigned
        /// Signed with another secret, or changed since.
        case wrongSignature
        /// Signed too long ago, or by a clock that is far ahead.
        case late
        /// Signed, and no event.
        case unreadable
    }

    private let key: SymmetricKey
    private let tolerance: TimeInterval

    private static let longestHeader = 4096

    /// - Parameters:
    ///   - secret: the endpoint's, as in `whsec_…`.
    ///   - tolerance: how old a signature may be.
    package init(secret: String, tolerance: Duration = .seconds(300)) {
        self.key = SymmetricKey(data: Array(secret.utf8))
        self.tolerance = TimeInterval(tolerance.components.seconds)
    }

    /// The event in a message.
    ///
    /// - Parameters:
    ///   - body: the bytes as they came.
    ///   - signature: the header `Stripe-Signature`: a time and codes, of which one must be right, since Stripe signs with two
    ///     secrets while one replaces the other.
    /// - Returns: nil for an event that says nothing about an order's payment.
    package func event(
        _ body: [UInt8], signature: String?, at now: Date = .now
    ) throws(Refusal) -> PaymentEvent? {
        let header = try SignatureHeader(signature ?? "", longest: Self.longestHeader)
        let signed = Array(header.time.utf8) + [UInt8(ascii: ".")] + body
        // Every code takes the same time, right or wrong.
        let matches = header.codes.map {
            HMAC<SHA256>.isValidAuthenticationCode($0, authenticating: signed, using: self.key)
        }
        guard matches.contains(true) else { throw .wrongSignature }
        guard abs(now.timeIntervalSince1970 - header.seconds) <= self.tolerance else { throw .late }
        do {
            return try StripeEvent(json: body).paymentEvent
        } catch {
            throw .unreadable
        }
    }
}

/// The parts of `t=1492774577,v1=5257a8…,v1=…,v0=…`.
private struct SignatureHeader {
    /// As it was written, since that was signed.
    var time = ""
    var seconds: Double = 0
    var codes: [[UInt8]] = []

    init(_ text: String, longest: Int) throws(StripeWebhook.Refusal) {
        guard text.utf8.count <= longest else { throw .unsigned }
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
            guard sides.count == 2 else { throw .unsigned }
            switch sides[0] {
            case "t":
                guard self.time.isEmpty, sides[1].utf8.count <= 15,
                    sides[1].utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
                    let seconds = Double(sides[1])
                else { throw .unsigned }
                (self.time, self.seconds) = (sides[1], seconds)
            // Codes of other schemes, and what is none, prove nothing.
            case "v1": if let code = Self.bytes(sides[1]) { self.codes.append(code) }
            default: break
            }
        }
        guard !self.time.isEmpty, !self.codes.isEmpty else { throw .unsigned }
    }

    /// The 32 bytes of a hexadecimal code.
    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 64, text.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
