import FoundationEssentials
import HTTPTypes
import Idempotency
import NIOCore

extension KeptAnswer {
    init(_ answer: Answer) {
        self.init(
            status: answer.status.code,
            fields: answer.fields.map { HeaderField(name: $0.name.canonicalName, value: $0.value) },
            body: answer.body.withUnsafeReadableBytes { Data($0) })
    }
}

extension Answer {
    /// The answer that a request got before, with a field that says so.
    init(_ kept: KeptAnswer) {
        var fields: [HTTPField] = []
        for field in kept.fields {
            // It was a name when it was kept.
            guard let name = HTTPField.Name(field.name) else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }
        fields.append(HTTPField(name: .idempotencyReplayed, value: "true"))
        self.init(HTTPResponse.Status(code: kept.status), fields, ByteBuffer(bytes: kept.body))
    }
}
