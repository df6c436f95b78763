/// A tag of a mustache template, as far as it can refer to something.
struct TemplateTag {
    enum Kind {
        case variable, section, partial, inheritance, block, end
    }

    let kind: Kind
    let name: String
    let line: Int

    /// The tags of a text that mustache has accepted.
    ///
    /// - Parameter file: named in errors.
    /// - Throws: ``MailError`` `invalidTemplate` for what mails don't need and what would make the check or the escaping
    ///   void: `{{{name}}}`, `{{&name}}`, other delimiters, directives, partials with a changing name, functions.
    static func all(in text: String, file: String) throws(MailError) -> [TemplateTag] {
        var tags: [TemplateTag] = []
        var rest = Substring(text)
        var line = 1
        while let open = rest.firstRange(of: "{{") {
            line += rest[..<open.lowerBound].count(where: \.isNewline)
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { break }
            let content = rest[..<close.lowerBound]
            if let tag = try Self.tag(content, line: line, file: file) { tags.append(tag) }
            line += content.count(where: \.isNewline)
            rest = rest[close.upperBound...]
        }
        return tags
    }

    private static func tag(_ content: Substring, line: Int, file: String) throws(MailError) -> TemplateTag? {
        let kind: Kind
        switch content.first {
        case "!": return nil
        case "#", "^": kind = .section
        case ">": kind = .partial
        case "<": kind = .inheritance
        case "$": kind = .block
        case "/": kind = .end
        case "{", "&", "=", "%":
            throw MailError(.invalidTemplate, "\(file), line \(line): {{\(content)}} is not for mails")
        default: kind = .variable
        }
        let name = (kind == .variable ? content : content.dropFirst()).filter { !$0.isWhitespace }
        guard !name.isEmpty, !name.contains(where: { "*()".contains($0) }), !name.hasPrefix("."), !name.hasSuffix(".")
        else { throw MailError(.invalidTemplate, "\(file), line \(line): {{\(content)}} is not for mails") }
        return TemplateTag(kind: kind, name: name, line: line)
    }
}
