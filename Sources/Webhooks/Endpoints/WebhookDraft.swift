public import Schemas
public import ShopCore

/// An endpoint as it is entered.
public struct WebhookDraft: Sendable {
    public var url: String
    public var events: [EventName]
    /// Nil for one that the shop makes.
    public var secret: String?

    public init(url: String, events: [EventName], secret: String?) {
        self.url = url
        self.events = events
        self.secret = secret
    }
}

/// Some fields of an endpoint to be changed.
public struct WebhookChanges: Sendable {
    public var url: Patch<String>
    public var events: Patch<[EventName]>
    public var secret: Patch<String>
    public var state: Patch<WebhookState>

    public init(
        url: Patch<String>, events: Patch<[EventName]>, secret: Patch<String>, state: Patch<WebhookState>
    ) {
        self.url = url
        self.events = events
        self.secret = secret
        self.state = state
    }
}
