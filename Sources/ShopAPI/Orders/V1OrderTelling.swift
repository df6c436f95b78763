import BSON
import Crypto
import FoundationEssentials
import Orders
import Schemas
import ShopCore

/// What a client knows of an order that it follows, and what it is to be told when the order is another one.
///
/// The id of each piece of news says all that the client knows with it: the last event of the order's history, and a short hash
/// of the payment and of the tracking. So who comes again with it is told what is new, nothing twice, whichever instance answers.
struct V1OrderTelling {
    /// Stands for the hash of what the client was not told.
    private static let nothing: Substring = "0"

    /// The last event of the history; nil for none.
    private var event: ObjectID?
    private var payment = Self.nothing
    private var tracking = Self.nothing
    /// The newest order that was looked at: how long its history is, and when a step changed it last.
    private var newest: (events: Int, moment: Date)?

    /// - Parameter lastEventID: the id of the last piece of news that the client has; nil for none. What is no such id is taken
    ///   for none.
    init(after lastEventID: String?) {
        let parts = lastEventID?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        guard parts.count == 3, let event = ObjectID(String(parts[0])), parts.dropFirst().allSatisfy(Self.isHash) else {
            return
        }
        (self.event, self.payment, self.tracking) = (event, parts[1], parts[2])
    }

    /// What the client does not know yet. Of an order that is older than one that was looked at, that is nothing.
    mutating func news(of order: Order) -> [V1OrderNews] {
        let moment = order.updatedAt ?? order.createdAt
        if let newest, (order.history.count, moment) < (newest.events, newest.moment) { return [] }
        self.newest = (order.history.count, moment)
        let story = order.story
        var first = story.startIndex
        if let index = story.firstIndex(where: { $0.id == self.event }) {
            first = story.index(after: index)
        } else {
            // The client has it from somewhere else, and knows nothing of this order.
            (self.payment, self.tracking) = (Self.nothing, Self.nothing)
        }
        var news: [V1OrderNews] = []
        for event in story[first...] {
            self.event = event.id
            if let shown = V1OrderEvent(event) { news.append(self.news(.status(shown))) }
        }
        let payment = V1Payment(order)
        if self.payment != Self.hash(payment) {
            self.payment = Self.hash(payment)
            news.append(self.news(.payment(payment)))
        }
        if let tracking = order.tracking.map({ V1Tracking($0) }), self.tracking != Self.hash(tracking) {
            self.tracking = Self.hash(tracking)
            news.append(self.news(.tracking(tracking)))
        }
        return news
    }

    private func news(_ content: V1OrderNews.Content) -> V1OrderNews {
        let event = self.event?.hexString ?? ""
        return V1OrderNews(id: "\(event).\(self.payment).\(self.tracking)", content: content)
    }

    private static func hash(_ value: some SchemaValue) -> Substring {
        Substring(SHA256.hash(data: value.json()).prefix(4).hexadecimal)
    }

    /// Whether a text is one that ``hash(_:)`` could give, or stands for none.
    private static func isHash(_ text: Substring) -> Bool {
        text == self.nothing || (text.utf8.count == 8 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
    }
}
