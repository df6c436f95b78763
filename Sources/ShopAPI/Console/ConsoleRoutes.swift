import HTTPTypes
import Hummingbird
import NIOCore
import RouteKit

/// `/console`: the pages for who looks after the shop. They are files that use the API as any client does.
struct ConsoleRoutes: Sendable {
    private let folder: StaticFolder
    private let libraries: StaticFolder

    /// - Parameters:
    ///   - folder: where the console's own files are.
    ///   - libraries: where those are that it needs of others.
    init(folder: String, libraries: String) {
        self.folder = StaticFolder(folder)
        self.libraries = StaticFolder(libraries)
    }

    /// The files of ``libraries``, as the first page names them.
    static let libraryNames = ["bootstrap.min.css", "mithril.js", "chart.min.js"]

    /// What the pages may load and run (Content Security Policy Level 3): the shop's own files, and nothing that is written
    /// into a page. `blob:` is what the browser itself has made a picture of.
    static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
        font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    var routes: [Route] {
        [
            Route(page: "/console") { request, context in
                guard let page = self.folder.file("index.html"), try await StaticFile.exist([page] + self.libraryFiles)
                else {
                    return Self.page(of: .serviceUnavailable, ConsoleMissingPage.html)
                }
                return try await page.response(to: request, fields: Self.pageFields)
            },
            // The router knows one name for what comes at a place.
            Route(page: "/console/{name}") { request, context in
                try await Self.response(self.folder.file(context.name("name")), to: request)
            },
            Route(page: "/console/{name}/{file}") { request, context in
                let (folder, file) = (context.name("name"), context.name("file"))
                return try await Self.response(
                    folder == "libraries" ? self.libraries.file(file) : self.folder.file(folder, file), to: request)
            },
        ]
    }

    private var libraryFiles: [StaticFile] { Self.libraryNames.compactMap { self.libraries.file($0) } }

    private static let pageFields: HTTPFields = [
        .contentSecurityPolicy: policy,
        // Who opened the page gets no hold of its window.
        .init("Cross-Origin-Opener-Policy")!: "same-origin",
    ]

    private static func response(_ file: StaticFile?, to request: Request) async throws -> Response {
        guard let file else { throw HTTPError(.notFound) }
        return try await file.response(to: request)
    }

    private static func page(of status: HTTPResponse.Status, _ html: String) -> Response {
        var fields = Self.pageFields
        fields[.contentType] = "text/html; charset=utf-8"
        fields[.cacheControl] = "no-store"
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}

extension APIContext {
    /// A part of the path, as the request has it.
    fileprivate func name(_ parameter: String) -> String { self.parameters.get(parameter) ?? "" }
}
