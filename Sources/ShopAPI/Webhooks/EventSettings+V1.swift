import Catalog
import Orders
import OutboundHTTP
import Shop

extension EventSettings {
    /// Events show things as `/api/v1` does.
    init(_ settings: WebhookSettings) {
        let allowsAll = settings.allowsPrivateAddresses
        self.init(
            transport: OutboundClient(timeLimit: settings.timeLimit) { allowsAll || $0.isPublic },
            forms: EventForms(
                user: { V1User($0) }, product: { V1Product($0) }, review: { V1Review($0) }, order: { V1Order($0) }),
            lowStock: settings.lowStock)
    }
}
