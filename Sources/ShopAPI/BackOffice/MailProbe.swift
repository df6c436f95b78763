import Foundation
import Mail

/// Whether mails can leave.
enum MailProbe: Sendable {
    case server(SMTPSettings)
    case folder(String)

    init(_ settings: MailSettings) {
        self = settings.smtp.map(MailProbe.server) ?? .folder(settings.folder)
    }

    /// - Throws: where they can't.
    func run(within limit: Duration) async throws {
        switch self {
        case .server(let settings): try await settings.probe(within: limit)
        case .folder(let path):
            guard Self.isWritable(URL(filePath: path)) else { throw NotWritable() }
        }
    }

    private struct NotWritable: Error {}

    /// The folder is made with the first mail.
    private static func isWritable(_ folder: URL) -> Bool {
        let files = FileManager.default
        var folder = folder.standardizedFileURL
        while !files.fileExists(atPath: folder.path), folder.path != "/" { folder.deleteLastPathComponent() }
        var isFolder: ObjCBool = false
        return files.fileExists(atPath: folder.path, isDirectory: &isFolder) && isFolder.boolValue
            && files.isWritableFile(atPath: folder.path)
    }
}
