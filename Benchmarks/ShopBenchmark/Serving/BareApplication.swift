import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What the framework costs: a route for each answer that sends its bytes, with nothing before it; and for other
/// answers `/bytes/{count}`, which sends as many.
func bareApplication(
    port: Int, answers: Answers, logger: Logger
) -> Application<RouterResponder<BasicRequestContext>> {
    let router = Router()
    for (path, body) in answers.bodies {
        router.get(RouterPath(path)) { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
        }
    }
    let bytes = ByteBuffer(repeating: UInt8(ascii: " "), count: 65_536)
    for method in [HTTPRequest.Method.get, .post] {
        router.on("/bytes/:count", method: method) { _, context in
            let count = try context.parameters.require("count", as: Int.self)
            guard let body = bytes.getSlice(at: 0, length: count) else { throw HTTPError(.badRequest) }
            return Response(
                status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
        }
    }
    return Application(
        router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
        logger: logger)
}
