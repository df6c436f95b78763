import Accounts
import FoundationEssentials
import Orders
import Schemas
import ShopCore

/// Which of a user's orders to list.
struct V1OrderListQuery: SchemaObject {
    var status: OrderStage?
    var from: Date?
    var to: Date?
    var page: Int
    var size: Int

    static let schema = Schema(V1OrderListQuery.init) {
        Field("status", \.status).described("Where they stand.")
        Field("from", \.from).described("Placed from this moment on.")
        Field("to", \.to).described("Placed before this moment.")
        Field.page(\V1OrderListQuery.page)
        Field.pageSize(\V1OrderListQuery.size)
    }

    var filter: OrderFilter { OrderFilter(stage: self.status, from: self.from, to: self.to) }
    var request: PageRequest { PageRequest(page: self.page, size: self.size) }
}

/// Which of all orders to list.
struct V1AllOrdersQuery: SchemaObject {
    var status: OrderStage?
    var from: Date?
    var to: Date?
    var text: String?
    var page: Int
    var size: Int

    static let schema = Schema(V1AllOrdersQuery.init) {
        Field("status", \.status).described("Where they stand.")
        Field("from", \.from).described("Placed from this moment on.")
        Field("to", \.to).described("Placed before this moment.")
        Field("q", \.text).length(1...254).described("The number of an order, or whose they are: an address of mail.")
            .example("B-0123456789")
        Field.page(\V1AllOrdersQuery.page)
        Field.pageSize(\V1AllOrdersQuery.size)
    }

    var filter: OrderFilter { OrderFilter(stage: self.status, from: self.from, to: self.to) }
    var request: PageRequest { PageRequest(page: self.page, size: self.size) }

    /// What is looked for, an address of mail in the form in which it is stored.
    var wanted: String? { self.text.map { $0.contains("@") ? EmailAddress($0).text : $0 } }
}

/// Where an order is to be taken to.
struct V1OrderStatusRequest: SchemaObject {
    var status: OrderStage
    var note: String?
    var tracking: V1Tracking?

    static let schema = Schema(V1OrderStatusRequest.init) {
        Field("status", \.status).example(.shipped)
        Field("note", \.note).length(1...1000).plainText().described("What the buyer is to know about it.")
        Field("tracking", \.tracking).described("Where the parcel can be looked for; left as it is if it is not named.")
    }

    func move(by author: Author) -> OrderMove {
        OrderMove(to: self.status, note: self.note, tracking: self.tracking?.tracking, by: author)
    }
}
