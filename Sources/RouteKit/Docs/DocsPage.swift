import Crypto
import FoundationEssentials

/// A page that shows the API's description.
struct DocsPage: Sendable {
    let html: String
    /// What the page may load and run (Content Security Policy Level 3): its own files, and nothing else.
    let policy: String

    /// - Parameter address: tells where the browser finds a file.
    static func swagger(title: String, address: (DocsAsset) -> String) -> DocsPage {
        let script = """

            SwaggerUIBundle({
                url: "/openapi.json",
                dom_id: "#swagger-ui",
                presets: [SwaggerUIBundle.presets.apis],
                layout: "BaseLayout",
                deepLinking: true,
                persistAuthorization: true
            })

            """
        let html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) - Swagger UI</title>
            <link rel="stylesheet" href="\(address(.swaggerStyle))">
            <link rel="icon" type="image/png" href="\(address(.icon))">
            </head>
            <body>
            <div id="swagger-ui"></div>
            <script src="\(address(.swaggerScript))"></script>
            <script>\(script)</script>
            </body>
            </html>

            """
        return DocsPage(
            html: html,
            policy: Self.policy(
                scripts: [Self.source(address(.swaggerScript)), Self.hash(of: script)],
                styles: [Self.source(address(.swaggerStyle))], images: [Self.source(address(.icon))]))
    }

    /// - Parameter address: tells where the browser finds a file.
    static func redoc(title: String, address: (DocsAsset) -> String) -> DocsPage {
        let html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) - ReDoc</title>
            <link rel="icon" type="image/png" href="\(address(.icon))">
            <style>body { margin: 0; padding: 0; }</style>
            </head>
            <body>
            <redoc spec-url="/openapi.json"></redoc>
            <script src="\(address(.redocScript))"></script>
            </body>
            </html>

            """
        return DocsPage(
            html: html,
            policy: Self.policy(
                scripts: [Self.source(address(.redocScript))], styles: [],
                // Its own logo comes from its makers.
                images: [Self.source(address(.icon)), "https://cdn.redoc.ly/redoc/logo-mini.svg"],
                // It searches in a worker that it makes of a text.
                workers: ["blob:"]))
    }

    /// Both programs write styles into their elements, and have images in their style sheets.
    private static func policy(
        scripts: [String], styles: [String], images: [String], workers: [String] = ["'none'"]
    ) -> String {
        """
        default-src 'none'; script-src \(Self.list(scripts)); style-src \(Self.list(styles + ["'unsafe-inline'"])); \
        img-src \(Self.list(["data:"] + images)); connect-src 'self'; worker-src \(Self.list(workers)); \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """
    }

    private static func list(_ sources: [String]) -> String { sources.joined(separator: " ") }

    /// A file of another origin is allowed alone: mirrors have files of everybody.
    private static func source(_ address: String) -> String { address.hasPrefix("/") ? "'self'" : address }

    private static func hash(of script: String) -> String {
        "'sha256-\(Data(SHA256.hash(data: Array(script.utf8))).base64EncodedString())'"
    }
}
