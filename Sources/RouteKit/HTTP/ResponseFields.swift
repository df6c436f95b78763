import HTTPTypes
import NIOCore

/// What the fields of a response are added to.
protocol ResponseFields {
    mutating func append(_ field: HTTPField)
}

extension HTTPFields: ResponseFields {}

/// The head of an HTTP/1.1 response as it goes over the connection (RFC 9112).
struct EncodedHead: ResponseFields {
    private(set) var bytes: ByteBuffer

    /// - Parameter bodySize: how many bytes will follow the head.
    init(_ status: HTTPResponse.Status, bodySize: Int, _ allocator: ByteBufferAllocator) {
        self.bytes = allocator.buffer(capacity: 1024 + bodySize)
        if status == .ok {
            self.bytes.writeStaticString("HTTP/1.1 200 OK\r\n")
        } else {
            self.bytes.writeString("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
        }
    }

    mutating func append(_ field: HTTPField) {
        self.bytes.writeString(field.name.rawName)
        self.bytes.writeStaticString(": ")
        self.bytes.writeString(field.value)
        self.bytes.writeStaticString("\r\n")
    }

    /// Ends the head, and adds a body.
    mutating func end(_ body: ByteBuffer) {
        self.bytes.writeStaticString("\r\n")
        self.bytes.writeImmutableBuffer(body)
    }
}
