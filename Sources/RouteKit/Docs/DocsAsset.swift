import HTTPTypes

/// A file that the documentation pages need, from the folder that holds it or else from a network of mirrors.
enum DocsAsset: String, CaseIterable, Sendable {
    case swaggerStyle = "swagger-ui.css"
    case swaggerScript = "swagger-ui-bundle.js"
    case icon = "favicon-32x32.png"
    case redocScript = "redoc.standalone.js"

    var contentType: String {
        switch self {
        case .swaggerStyle: "text/css; charset=utf-8"
        case .swaggerScript, .redocScript: "text/javascript; charset=utf-8"
        case .icon: "image/png"
        }
    }

    /// Where it is when the folder does not hold it.
    var remoteAddress: String {
        switch self {
        case .swaggerStyle, .swaggerScript, .icon:
            "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/\(self.rawValue)"
        case .redocScript: "https://cdn.jsdelivr.net/npm/redoc@2/bundles/\(self.rawValue)"
        }
    }
}
