/// What an S3-compatible store answers.
struct S3Reply: Sendable {
    var status = 0
    /// By names in lower case.
    var headers: [String: String] = [:]
    var body: [UInt8] = []

    /// The code of an error, as in `NoSuchKey`.
    var errorCode: String? {
        S3Text(self.body).elements("Error").first.flatMap { $0.element("Code")?.text }
    }

    /// Why a request was not done; nil if it was.
    func error(_ operation: String) -> ObjectStoreError? {
        guard !(200..<300).contains(self.status) else { return nil }
        let code = self.errorCode
        let detail = code.map { "\(self.status) \($0)" } ?? "\(self.status)"
        return switch (self.status, code) {
        case (404, nil), (404, "NoSuchKey"): ObjectStoreError(.notFound, operation, detail)
        case (412, _), (416, _): ObjectStoreError(.corrupt, operation, detail)
        case (429, _), (500..., _): ObjectStoreError(.unreachable, operation, detail)
        default: ObjectStoreError(.refused, operation, detail)
        }
    }
}
