import BSON
import Crypto
import Foundation
import Payments
import TestSupport
import Testing

@Suite struct StripeWebhookTests {
    private static let secret = "whsec_test"
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let webhook = StripeWebhook(secret: Self.secret)

    @Test func signedIsBelieved() throws {
        let order = ObjectID()
        let body = Self.body(
            "payment_intent.succeeded", #"{"id":"pi_1","metadata":{"order_id":"\#(order.hexString)"}}"#)
        let event = try self.webhook.event(body, signature: Self.signature(body), at: Self.now)
        #expect(
            event
                == PaymentEvent(
                    id: "evt_1", kind: .paid, intentID: "pi_1", orderID: order,
                    createdAt: Date(timeIntervalSince1970: 1_799_999_990)))
    }

    @Test(arguments: [
        ("payment_intent.succeeded", PaymentEvent.Kind.paid), ("payment_intent.payment_failed", .refused),
        ("payment_intent.canceled", .canceled), ("payment_intent.processing", .processing),
        ("payment_intent.requires_action", .waiting), ("payment_intent.amount_capturable_updated", .authorized),
    ])
    func eventsOfIntentsSayWhichIntent(_ type: String, _ kind: PaymentEvent.Kind) throws {
        let event = try self.event(Self.body(type, #"{"id":"pi_7","object":"payment_intent"}"#))
        #expect(event?.kind == kind)
        #expect(event?.intentID == "pi_7")
    }

    @Test(arguments: ["charge.refunded", "charge.refund.updated", "refund.created", "refund.updated", "refund.failed"])
    func eventsOfRefundsSayWhichIntent(_ type: String) throws {
        for intent in [#""pi_8""#, #"{"id":"pi_8","object":"payment_intent"}"#] {
            let event = try self.event(Self.body(type, #"{"id":"ch_1","payment_intent":\#(intent)}"#))
            #expect(event?.kind == .refunded)
            #expect(event?.intentID == "pi_8")
        }
    }

    @Test(arguments: [
        #"customer.created"#, "payment_intent.created", "charge.succeeded", "unheard.of",
    ])
    func otherEventsAreNone(_ type: String) throws {
        #expect(try self.event(Self.body(type, #"{"id":"x_1","payment_intent":"pi_1"}"#)) == nil)
    }

    @Test func aRefundWithoutAnIntentIsNone() throws {
        #expect(try self.event(Self.body("charge.refunded", #"{"id":"ch_1","payment_intent":null}"#)) == nil)
    }

    @Test func whatAStripeSendsIsBelieved() async throws {
        let receiver = try await StubServer.start(
            #"""
            from os import replace
            from re import search
            def is_whole(request):
                head, _, body = request.partition(b"\r\n\r\n")
                length = search(rb"(?i)content-length: (\d+)", head)
                return length and len(body) >= int(length[1])
            request = read(client, is_whole)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            with open("part", "wb") as file: file.write(request)
            replace("part", "request")
            """#)
        defer { receiver.remove() }
        // A Stripe of its own: one tells after a second, and would tell here of what happened in a test before.
        let server = try await StripeServer()
        try await withGateway(at: server.base) { gateway in
            let stripe = TestStripe(gateway: gateway, server: server)
            try await stripe.configure(
                "webhooks/test", #"{"url": "http://127.0.0.1:\#(receiver.port)/", "secret": "\#(Self.secret)"}"#)
            let attempt = PaymentAttempt.test("pm_card_visa")
            let intent = try await stripe.gateway.charge(attempt)
            let file = receiver.folder.appending(path: "request")
            try await eventually { FileManager.default.fileExists(atPath: file.path) }
            let parts = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(
                separator: "\r\n\r\n", maxSplits: 1)
            let header = parts[0].split(separator: "\r\n").first { $0.lowercased().hasPrefix("stripe-signature:") }
            let signature = header.map { String($0.drop { $0 != ":" }.dropFirst(2)) }
            let event = try StripeWebhook(secret: Self.secret).event(Array(parts[1].utf8), signature: signature)
            #expect(event?.kind == .paid)
            #expect(event?.intentID == intent.id)
            #expect(event?.orderID == attempt.orderID)
        }
    }

    // MARK: Signatures

    @Test func anotherSecretIsRefused() {
        let body = Self.body("payment_intent.succeeded", #"{"id":"pi_1"}"#)
        self.expect(.wrongSignature, body, Self.signature(body, secret: "whsec_other"))
    }

    @Test func changedBytesAreRefused() {
        let body = Self.body("payment_intent.succeeded", #"{"id":"pi_1"}"#)
        self.expect(.wrongSignature, body + [UInt8(ascii: " ")], Self.signature(body))
    }

    @Test func aChangedTimeIsRefused() {
        let body = Self.body("payment_intent.succeeded", #"{"id":"pi_1"}"#)
        let signature = Self.signature(body).replacing("t=1800000000", with: "t=1800000001")
        self.expect(.wrongSignature, body, signature)
    }

    @Test(arguments: [-300.0, 0, 300])
    func withinFiveMinutesIsBelieved(_ seconds: Double) throws {
        let body = Self.body("payment_intent.succeeded", #"{"id":"pi_1"}"#)
        #expect(try self.webhook.event(body, signature: Self.signature(body), at: Self.now + seconds) != nil)
    }

    @Test(arguments: [-301.0, 301, 86_400])
    func beyondFiveMinutesIsRefused(_ seconds: Double) {
        let body = Self.body("payment_intent.succeeded", #"{"id":"pi_1"}"#)
        self.expect(.late, body, Self.signature(body), at: Self.now + seconds)
    }

    @Test func oneRightCodeOfSeveralIsEnough() throws {
        let body = Self.body("payment_intent.succeeded", #"{"id":"pi_1"}"#)
        let right = Self.code(body, secret: Self.secret)
        let wrong = Self.code(body, secret: "whsec_old")
        for codes in ["v1=\(wrong),v1=\(right)", "v1=\(right),v1=\(wrong),v0=abc", "v0=x, v1=\(right)"] {
            #expect(try self.webhook.event(body, signature: "t=1800000000,\(codes)", at: Self.now) != nil)
        }
    }

    @Test func aRightCodeOfAnotherSchemeIsRefused() {
        let body = Self.body("payment_intent.succeeded", #"{"id":"pi_1"}"#)
        self.expect(.unsigned, body, "t=1800000000,v0=\(Self.code(body, secret: Self.secret))")
    }

    @Test(arguments: [
        nil, "", "t=1800000000", "v1=00", "t=,v1=00", "t=x,v1=00", "t=-1,v1=00", "t=1800000000,v1=zz", "garbage",
        "t=1800000000,t=1800000000,v1=" + String(repeating: "0", count: 64),
        "t=" + String(repeating: "9", count: 400) + ",v1=" + String(repeating: "0", count: 64),
        String(repeating: "v1=00,", count: 10_000),
    ])
    func aHeaderThatIsNoneIsRefused(_ header: String?) {
        self.expect(.unsigned, Self.body("payment_intent.succeeded", #"{"id":"pi_1"}"#), header)
    }

    @Test(arguments: ["", "null", "[]", "{}", #"{"id":"evt_1"}"#, "{", #"{"id":1,"type":"a","created":1,"data":{}}"#])
    func signedAndNoEventIsRefused(_ text: String) {
        self.expect(.unreadable, Array(text.utf8), Self.signature(Array(text.utf8)))
    }

    private func event(_ body: [UInt8]) throws -> PaymentEvent? {
        try self.webhook.event(body, signature: Self.signature(body), at: Self.now)
    }

    private func expect(
        _ refusal: StripeWebhook.Refusal, _ body: [UInt8], _ header: String?, at now: Date = Self.now,
        location: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: refusal, sourceLocation: location) {
            try self.webhook.event(body, signature: header, at: now)
        }
    }

    private static func body(_ type: String, _ object: String) -> [UInt8] {
        Array(
            #"{"id":"evt_1","object":"event","api_version":"2024-06-20","created":1799999990,"type":"\#(type)","data":{"object":\#(object)}}"#
                .utf8)
    }

    private static func signature(_ body: [UInt8], secret: String = Self.secret) -> String {
        "t=1800000000,v1=\(self.code(body, secret: secret))"
    }

    private static func code(_ body: [UInt8], secret: String) -> String {
        let key = SymmetricKey(data: Array(secret.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array("1800000000.".utf8) + body, using: key)
        return code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
