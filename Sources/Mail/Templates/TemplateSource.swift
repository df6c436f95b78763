import Foundation
import Mustache

/// A template and its parsed form.
struct TemplateSource: Sendable {
    static let suffix = ".mustache"
    /// What the names of templates end with before the suffix.
    static let kinds = ["subject", "txt", "html"]

    /// Where it comes from, for errors.
    let file: String
    /// The end of its name: what is in a page is escaped, elsewhere nothing is.
    let kind: String
    let tags: [TemplateTag]
    let template: MustacheTemplate

    /// - Parameters:
    ///   - file: the path, or the name of a built-in one.
    ///   - name: without the suffix.
    init(_ text: String, file: String, name: String) throws(MailError) {
        let kind = name.split(separator: ".").last.map { String($0) } ?? ""
        guard Self.kinds.contains(kind), name != kind else {
            throw MailError(
                .invalidTemplate, "\(file): the name must end with .subject, .txt or .html and \(Self.suffix)")
        }
        self.file = file
        self.kind = kind
        // Mustache escapes everything, a partial's text too, unless the template itself says so in its first line.
        let directive = kind == "html" ? "" : "{{% CONTENT_TYPE:TEXT}}\n"
        do {
            self.template = try MustacheTemplate(string: directive + text)
        } catch let error as MustacheTemplate.ParserError {
            let line = error.context.lineNumber - (directive.isEmpty ? 0 : 1)
            throw MailError(.invalidTemplate, "\(file), line \(line): \(error.error)")
        } catch {
            throw MailError(.invalidTemplate, "\(file): \(error)")
        }
        self.tags = try TemplateTag.all(in: text, file: file)
    }

    /// Reads the templates of a folder, by their names.
    static func all(in folder: String) throws(MailError) -> [String: TemplateSource] {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw MailError(.invalidTemplate, "the folder \(folder) can't be read")
        }
        var sources: [String: TemplateSource] = [:]
        for file in files.sorted() where file.hasSuffix(Self.suffix) {
            let path = URL(filePath: folder).appending(path: file).path
            guard let data = FileManager.default.contents(atPath: path) else {
                throw MailError(.invalidTemplate, "\(path) can't be read")
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw MailError(.invalidTemplate, "\(path) is not UTF-8")
            }
            let name = String(file.dropLast(Self.suffix.count))
            sources[name] = try TemplateSource(text, file: path, name: name)
        }
        return sources
    }
}
