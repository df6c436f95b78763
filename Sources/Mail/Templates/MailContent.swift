/// A kind of mail: what is in it, and the name of its templates.
///
/// Its templates are `NAME.subject.mustache`, `NAME.txt.mustache` and, if there is a page, `NAME.html.mustache`.
public protocol MailContent: Sendable {
    /// The first part of its templates' names.
    static var name: String { get }
    /// One with every field that there may be, and at least one element in each list. Templates are checked against it.
    static var example: Self { get }
    /// What templates may use. A field of the example may be left out: it is empty then, and `{{^name}}…{{/name}}` is shown.
    var fields: [String: MailField] { get }
}
