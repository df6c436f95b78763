import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What the framework costs: a route for each answer that sends its bytes, with nothing before it.
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
    return Application(
        router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
        logger: logger)
}
