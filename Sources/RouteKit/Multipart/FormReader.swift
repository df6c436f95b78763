import Hummingbird
import NIOCore
import Schemas

/// Reads a form while its bytes arrive.
struct FormReader {
    private enum Target {
        case file
        case text
        case nothing
    }

    private let fileName: String
    private let maximumFileSize: Int
    private let maximumTextSize: Int
    /// How long the whole body is to be, if that was said.
    private let expectedSize: Int?
    private var parser: MultipartParser
    private var target = Target.nothing
    private var file: MultipartPart?
    private var fileBytes: [UInt8] = []
    private var texts: [(name: String, bytes: ByteBuffer)] = []
    private var textSize = 0
    private var violations: [Violation] = []

    /// - Parameters:
    ///   - file: the name of the part with the file.
    ///   - maximumFileSize: in bytes.
    ///   - maximumTextSize: of all texts together, in bytes.
    ///   - expectedSize: how many bytes the body is to have, if that was said.
    init(
        _ boundary: MultipartBoundary, file: String, maximumFileSize: Int, maximumTextSize: Int, expectedSize: Int?
    ) {
        self.fileName = file
        self.maximumFileSize = maximumFileSize
        self.maximumTextSize = maximumTextSize
        self.expectedSize = expectedSize
        self.parser = MultipartParser(boundary: boundary)
    }

    /// Takes the next bytes.
    ///
    /// - Throws: `HTTPError` 400 or 413.
    mutating func take(_ bytes: ByteBuffer) throws(HTTPError) {
        self.parser.append(bytes)
        while let event = try self.next() {
            switch event {
            case .part(let part): self.begin(part)
            case .bytes(let bytes): try self.add(bytes)
            case .partEnd: self.target = .nothing
            }
        }
    }

    /// What the form holds, when all of its bytes were taken.
    ///
    /// - Throws: `HTTPError` 400 where it has no end; `ValidationError` with paths inside the form.
    func form<Fields: SchemaObject>(of fields: Fields.Type) throws -> Form<Fields> {
        do {
            try self.parser.finish()
        } catch {
            throw Self.refusal(of: error)
        }
        var violations = self.violations
        if self.file == nil {
            violations.append(
                Violation(path: [.field(self.fileName)], code: "missing", message: "Field required"))
        }
        var parameters: [(name: String, value: String)] = []
        for (name, bytes) in self.texts {
            if let text = String(validating: bytes.readableBytesView, as: UTF8.self) {
                parameters.append((name, text))
            } else {
                violations.append(
                    Violation(path: [.field(name)], code: "string_unicode", message: "Input should be UTF-8"))
            }
        }
        let values: Fields?
        do throws(ValidationError) {
            values = try Fields(parameters: parameters)
        } catch {
            values = nil
            violations += error.violations.filter { violation in !violations.contains { $0.path == violation.path } }
        }
        guard let values, let file = self.file, violations.isEmpty else { throw ValidationError(violations) }
        return Form(
            fields: values,
            file: UploadedFile(name: file.fileName, contentType: file.contentType, bytes: self.fileBytes))
    }

    private mutating func next() throws(HTTPError) -> MultipartEvent? {
        do throws(MultipartError) {
            return try self.parser.next()
        } catch {
            throw Self.refusal(of: error)
        }
    }

    static func refusal(of error: MultipartError) -> HTTPError {
        HTTPError(error.code == .tooLarge ? .contentTooLarge : .badRequest, message: error.message)
    }

    private mutating func begin(_ part: MultipartPart) {
        guard part.name == self.fileName else {
            self.target = .text
            self.texts.append((part.name, ByteBuffer()))
            return
        }
        guard self.file == nil else {
            self.violations.append(
                Violation(path: [.field(part.name)], code: "too_long", message: "There should be one file only"))
            return
        }
        self.target = .file
        self.file = part
        // Memory is only used up where bytes are written. Growing it step by step would copy them.
        self.fileBytes.reserveCapacity(min(self.expectedSize ?? 0, self.maximumFileSize))
    }

    private mutating func add(_ bytes: ByteBuffer) throws(HTTPError) {
        switch self.target {
        case .file:
            self.fileBytes.append(contentsOf: bytes.readableBytesView)
            guard self.fileBytes.count <= self.maximumFileSize else {
                throw HTTPError(
                    .contentTooLarge, message: "The file must not exceed \(self.maximumFileSize) bytes")
            }
        case .text:
            self.textSize += bytes.readableBytes
            guard self.textSize <= self.maximumTextSize else {
                throw HTTPError(
                    .contentTooLarge,
                    message: "The form must not have more than \(self.maximumTextSize) bytes besides the file")
            }
            self.texts[self.texts.count - 1].bytes.writeImmutableBuffer(bytes)
        case .nothing: break
        }
    }
}
