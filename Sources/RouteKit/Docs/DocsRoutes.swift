import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

/// `/openapi.json`, `/docs` and `/redoc`: the API's description for programs and for people.
public struct DocsRoutes: Sendable {
    private let document: ByteBuffer
    private let title: String
    private let assetsFolder: String

    /// - Parameters:
    ///   - document: the API's description as JSON.
    ///   - assetsFolder: where the pages' scripts are; those that are not there come from a CDN.
    public init(document: [UInt8], title: String, assetsFolder: String) {
        self.document = ByteBuffer(bytes: document)
        self.title = title
        self.assetsFolder = assetsFolder
    }

    public var routes: [Route] {
        let files = FileIO()
        return [
            Route(page: "/openapi.json") { _, _ in
                Response(.ok, json: self.document)
            },
            Route(page: "/docs") { _, _ in
                try await Self.response { DocsPage.swagger(title: self.title, address: self.address) }
            },
            Route(page: "/redoc") { _, _ in
                try await Self.response { DocsPage.redoc(title: self.title, address: self.address) }
            },
            Route(page: "/docs/assets/{file}") { _, context in
                guard let asset = DocsAsset(rawValue: context.parameters.get("file") ?? "") else {
                    throw HTTPError(.notFound)
                }
                let body = try await files.loadFile(path: self.path(of: asset), context: context)
                return Response(
                    status: .ok,
                    headers: [.contentType: asset.contentType, .cacheControl: "public, max-age=86400"], body: body)
            },
        ]
    }

    private func path(of asset: DocsAsset) -> String { "\(self.assetsFolder)/\(asset.rawValue)" }

    private func address(of asset: DocsAsset) -> String {
        FileManager.default.fileExists(atPath: self.path(of: asset))
            ? "/docs/assets/\(asset.rawValue)" : asset.remoteAddress
    }

    /// - Parameter page: looks which files are there.
    private static func response(_ page: @escaping @Sendable () -> DocsPage) async throws -> Response {
        let page = try await NIOThreadPool.singleton.runIfActive(page)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: page.policy,
                // Who opened the page gets no hold of its window.
                .crossOriginOpenerPolicy: "same-origin",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: page.html)))
    }
}
