import BackOffice
import HTTPTypes
import MongoODM
import RouteKit
import ShopCore

/// `/api/v1/admin/events`: what happens in the shop, told while it happens to those who look after it.
struct V1LiveRoutes: Sendable {
    private let live: LiveFeed
    private let access: ShopAccess

    /// How many events may wait for a client: what a busy moment brings at once.
    private static let capacity = 1024

    init(_ live: LiveFeed, access: ShopAccess) {
        self.live = live
        self.access = access
    }

    var routes: [Route] {
        let live = self.live
        return [
            Route(
                .get, "/admin/events", id: "followShop", "What happens in the shop, while it happens", tag: .v1Admin,
                access: self.access.anyPermissions(LiveKind.readers), input: .nothing,
                events: { _, lastEventID in
                    let place = lastEventID.flatMap { ResumeToken(text: $0) }
                    return EventFeed<Identity, V1LiveEvent>(
                        showing: { $0.event.isFor($1) }, holding: Self.capacity
                    ) { outlet in
                        await live.listen(after: place, isNew: lastEventID == nil) { events in
                            outlet.send(events.map { V1LiveEvent(event: $0) })
                        }
                    }
                })
        ]
    }
}
