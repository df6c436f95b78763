public import Schemas

/// Something to be done later, outlasting the process that asked for it: its kind, its data, and how it is worked on.
///
/// ```swift
/// struct WelcomeMail: Job {
///     var address: String
///
///     static let kind = "welcome_mail"
///     static let options = JobOptions(queue: "mail")
///     static let schema = Schema(WelcomeMail.init) { Field("address", \.address) }
/// }
/// ```
/// The data are stored as its ``Schemas/Schema`` says. Jobs that wait outlast a release: a field that is added needs a default.
public protocol Job: SchemaObject {
    /// What stored jobs of this type are called. It stays as it is when the type gets another name.
    static var kind: String { get }

    /// How jobs of this type are worked on.
    static var options: JobOptions { get }
}

extension Job {
    public static var options: JobOptions { JobOptions() }
}
