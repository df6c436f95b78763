/// A value that templates may use.
public indirect enum MailField: Hashable, Sendable {
    /// Shown by `{{name}}`.
    case text(String)
    /// Decides about `{{#name}}…{{/name}}` and `{{^name}}…{{/name}}`.
    case flag(Bool)
    /// Repeats `{{#name}}…{{/name}}`, in which the fields of each are seen.
    case list([[String: MailField]])
    /// Shown by `{{name.field}}`.
    case fields([String: MailField])

    /// What mustache takes.
    var value: any Sendable {
        switch self {
        case .text(let text): text
        case .flag(let flag): flag
        case .list(let list): list.map { $0.mapValues(\.value) }
        case .fields(let fields): fields.mapValues(\.value)
        }
    }
}

extension MailField: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) {
        self = .text(value)
    }

    public init(booleanLiteral value: Bool) {
        self = .flag(value)
    }
}
