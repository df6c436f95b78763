import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/admin/system/health`: for those who look after the shop. It is answered also where something is down.
struct V1HealthRoutes: Sendable {
    private let health: SystemHealth
    private let access: ShopAccess

    init(_ backend: Backend, access: ShopAccess) {
        self.health = SystemHealth(backend)
        self.access = access
    }

    var routes: [Route] {
        let health = self.health
        return [
            Route(
                .get, "/admin/system/health", id: "getSystemHealth",
                "How the shop and what it stands on are getting on", tag: .v1Admin,
                access: self.access.permission(.readReport), input: .nothing
            ) { _ in
                await health.report()
            }
        ]
    }
}
