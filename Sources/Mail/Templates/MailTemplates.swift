public import Foundation
import Mustache

/// The templates of all mails, checked when they are loaded.
///
/// Templates are mustache files: `welcome.subject.mustache`, `welcome.txt.mustache`, `welcome.html.mustache`. Others are
/// there to be included, `{{> layout.html}}` or `{{<layout.html}}…{{/layout.html}}`. In pages values are escaped, in texts
/// and subjects they are not.
public struct MailTemplates: Sendable {
    private let library: MustacheLibrary
    private let shared: [String: MailField]
    private let names: Set<String>

    /// Loads and checks templates: each is rendered with its mail's example, and each name in it must be one that the mail
    /// has, also where the example does not show it.
    ///
    /// - Parameters:
    ///   - builtIn: texts by file name, such as `welcome.txt.mustache`.
    ///   - folder: where files are that take the place of built-in ones with the same name; nil for none.
    ///   - mails: all kinds of mail.
    ///   - shared: what every template may use besides its mail's fields, such as the shop's name.
    /// - Throws: ``MailError`` `invalidTemplate`, which names the file and what is wrong with it.
    public init(
        builtIn: [String: String], folder: String? = nil, mails: [any MailContent.Type],
        shared: [String: MailField] = [:]
    ) throws(MailError) {
        var sources: [String: TemplateSource] = [:]
        for (file, text) in builtIn.sorted(by: { $0.key < $1.key }) {
            let name = file.hasSuffix(TemplateSource.suffix) ? String(file.dropLast(TemplateSource.suffix.count)) : ""
            sources[name] = try TemplateSource(text, file: file, name: name)
        }
        let own = if let folder { try TemplateSource.all(in: folder) } else { [String: TemplateSource]() }
        sources.merge(own) { $1 }

        self.library = MustacheLibrary(templates: sources.mapValues(\.template))
        self.shared = shared
        self.names = Set(sources.keys)
        var check = TemplateCheck(sources)
        for mail in mails { try self.check(mail, by: &check) }
        if let unused = own.filter({ !check.used.contains($0.key) }).map(\.value.file).min() {
            throw MailError(.invalidTemplate, "\(unused) belongs to no mail")
        }
    }

    /// The mail as its templates have it.
    ///
    /// - Throws: ``MailError`` `invalidTemplate` if the kind of mail was not among those that were loaded.
    public func render(_ content: some MailContent) throws(MailError) -> RenderedMail {
        let name = type(of: content).name
        let fields = self.shared.merging(content.fields) { $1 }.mapValues(\.value)
        guard let subject = self.library.render(fields, withTemplate: "\(name).subject"),
            let text = self.library.render(fields, withTemplate: "\(name).txt")
        else { throw MailError(.invalidTemplate, "there is no mail \(name)") }
        return RenderedMail(
            subject: subject.onOneLine, text: text, html: self.library.render(fields, withTemplate: "\(name).html"))
    }

    /// The mail as a message.
    ///
    /// - Parameter messageID: see ``MailMessage``.
    public func message(
        _ content: some MailContent, from: MailAddress, to: MailAddress, messageID: String, date: Date = .now
    ) throws(MailError) -> MailMessage {
        let mail = try self.render(content)
        return try MailMessage(
            from: from, to: to, subject: mail.subject, text: mail.text, html: mail.html, messageID: messageID,
            date: date)
    }

    private func check<Content: MailContent>(
        _ mail: Content.Type, by check: inout TemplateCheck
    ) throws(MailError) {
        let example = mail.example
        let fields = self.shared.merging(example.fields) { $1 }
        for kind in ["subject", "txt"] where !self.names.contains("\(mail.name).\(kind)") {
            throw MailError(.invalidTemplate, "\(mail.name).\(kind)\(TemplateSource.suffix) is missing")
        }
        for kind in TemplateSource.kinds { try check.check("\(mail.name).\(kind)", of: mail.name, fields: fields) }
        let rendered = try self.render(example)
        guard !rendered.subject.isEmpty else {
            throw MailError(.invalidTemplate, "\(mail.name).subject\(TemplateSource.suffix) makes an empty subject")
        }
    }
}
