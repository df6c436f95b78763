public import FoundationEssentials
public import Schemas

/// What a try to deliver something led to.
public struct WebhookAnswer: SchemaObject, Hashable {
    public var at: Date
    /// How long it took.
    public var milliseconds: Int
    /// The status of the answer; nil when none came.
    public var status: Int?
    /// The beginning of the answer's body.
    public var body: String?
    /// Why no answer came; nil when one did.
    public var error: String?

    public static let schema = Schema(WebhookAnswer.init) {
        Field("at", \.at)
        Field("duration_ms", \.milliseconds, default: 0).example(83)
        Field("status", \.status).described("Null when no answer came.").example(200)
        Field("body", \.body).described("The beginning of the answer's body.")
        Field("error", \.error).described("Why no answer came.")
    }

    var isSuccess: Bool { self.status.map { 200...299 ~= $0 } ?? false }

    /// What went wrong, in a few words.
    var reason: String { self.error ?? self.status.map { "It answered with the status \($0)" } ?? "No answer came" }
}
