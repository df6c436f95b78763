/// Looks for names in templates that the mail does not have: mustache would leave these empty.
struct TemplateCheck {
    private typealias Fields = [String: MailField]

    let sources: [String: TemplateSource]
    /// The templates that were looked at.
    private(set) var used: Set<String> = []
    /// The mail, for errors.
    private var mail = ""
    /// The templates that are being looked at, each included by the one before.
    private var open: [String] = []

    init(_ sources: [String: TemplateSource]) {
        self.sources = sources
    }

    /// Checks a mail's template and all that it includes.
    ///
    /// - Throws: ``MailError`` `invalidTemplate`, which names the file, the line and the name.
    mutating func check(_ name: String, of mail: String, fields: [String: MailField]) throws(MailError) {
        self.mail = mail
        try self.check(name, scopes: [fields])
    }

    private mutating func check(_ name: String, scopes: [Fields]) throws(MailError) {
        guard let source = self.sources[name] else { return }
        self.used.insert(name)
        self.open.append(name)
        defer { self.open.removeLast() }
        // The innermost is the last. Each section and block has one, maybe the same as around it.
        var stack = [scopes]
        for tag in source.tags {
            guard let current = stack.last else { return }
            switch tag.kind {
            case .end: stack.removeLast()
            case .block: stack.append(current)
            case .partial: try self.include(tag, from: source, scopes: current)
            case .inheritance:
                try self.include(tag, from: source, scopes: current)
                stack.append(current)
            case .section:
                switch try self.field(tag, in: current, of: source) {
                case .list(let list):
                    let element = list.reduce(into: Fields()) { $0.merge($1) { $1 } }
                    guard !element.isEmpty else {
                        throw self.fault(tag, source, "is empty in the example of the mail \(self.mail)")
                    }
                    stack.append(current + [element])
                case .fields(let fields): stack.append(current + [fields])
                case .text, .flag: stack.append(current)
                }
            case .variable:
                guard case .text = try self.field(tag, in: current, of: source) else {
                    throw self.fault(tag, source, "is no text in the mail \(self.mail)")
                }
            }
        }
    }

    private mutating func include(_ tag: TemplateTag, from source: TemplateSource, scopes: [Fields]) throws(MailError) {
        guard let included = self.sources[tag.name] else {
            throw self.fault(tag, source, "is no template")
        }
        guard (included.kind == "html") == (source.kind == "html") else {
            throw self.fault(tag, source, "is of another kind: pages include pages, texts include texts")
        }
        guard !self.open.contains(tag.name) else { throw self.fault(tag, source, "includes itself") }
        try self.check(tag.name, scopes: scopes)
    }

    private func field(
        _ tag: TemplateTag, in scopes: [Fields], of source: TemplateSource
    ) throws(MailError) -> MailField {
        let path = tag.name.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        var field = scopes.last { $0[path[0]] != nil }?[path[0]]
        for name in path.dropFirst() {
            guard case .fields(let fields) = field else {
                field = nil
                break
            }
            field = fields[name]
        }
        guard let field else { throw self.fault(tag, source, "is no name of the mail \(self.mail)") }
        return field
    }

    private func fault(_ tag: TemplateTag, _ source: TemplateSource, _ what: String) -> MailError {
        MailError(.invalidTemplate, "\(source.file), line \(tag.line): \(tag.name) \(what)")
    }
}
