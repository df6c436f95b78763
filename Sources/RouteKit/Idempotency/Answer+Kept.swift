import FoundationEssentials
import HTTPTypes
import Idempotency
import NIOCore

extension KeptAnswer {
    init(_ answer: Answer) {
        self.init(
            status: answer.status.code,
            // A cookie is for the client that got the answer, and may open something.
            fields: answer.fields.filter { $0.name != .setCookie }.map {
                HeaderField(name: $0.name.canonicalName, value: $0.value)
            },
            body: answer.body.withUnsafeReadableBytes { Data($0) })
    }

    /// What is kept in place of a ``RemadeOutput``.
    init(reference: String, _ status: HTTPResponse.Status) {
        self.init(status: status.code, fields: [], body: Data(reference.utf8))
    }

    /// The ``RemadeOutput/reference``, where one was kept.
    var reference: String { String(decoding: self.body, as: UTF8.self) }
}

extension Answer {
    /// The answer that a request got before.
    init(_ kept: KeptAnswer) {
        var fields: [HTTPField] = []
        for field in kept.fields {
            // It was a name when it was kept.
            guard let name = HTTPField.Name(field.name) else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }
        self.init(HTTPResponse.Status(code: kept.status), fields, ByteBuffer(bytes: kept.body))
    }

    /// The answer to a request that came before, with a field that says so.
    var asReplay: Answer { self.adding([HTTPField(name: .idempotencyReplayed, value: "true")]) }
}
