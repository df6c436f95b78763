import BackOffice
import MongoODM
import NIOCore
import RouteKit
import Schemas

/// Something that those who look after the shop are told while it happens.
struct V1LiveEvent: ServerEvent {
    let event: LiveEvent

    static let kinds = [
        ServerEventKind(
            LiveKind.order.rawValue, LiveOrder.self, "An order was placed, or is another one. `read:order`."),
        ServerEventKind(
            LiveKind.stock.rawValue, LiveStock.self, "A product's stock is another one. `manage:inventory`."),
        ServerEventKind(
            LiveKind.job.rawValue, LiveJob.self,
            "A job was added, goes on or is over. `manage:job`; of exports and imports also who may see these."),
        ServerEventKind(LiveKind.review.rawValue, LiveReview.self, "A review was written or changed. `manage:review`."),
        ServerEventKind(
            LiveKind.reset.rawValue, LiveReset.self,
            "From here on all is told; what came before is not, so that what is shown has to be read anew."),
    ]

    var id: String? { self.event.place.text }
    var name: String { self.event.kind.rawValue }
    var data: any SchemaValue { self.event.data }

    func writeData(to buffer: inout ByteBuffer) { buffer.writeBytes(self.event.json) }
}
