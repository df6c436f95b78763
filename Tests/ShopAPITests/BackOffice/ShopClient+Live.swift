import Accounts
import BSON
import FoundationEssentials
import HTTPTypes
import MongoODM
import Schemas
import Testing

extension ShopClient {
    static let livePath = "/api/v1/admin/events"

    /// Opens an account that may do some things beyond what every user may.
    func clerk(_ email: String, _ permissions: String...) async throws -> String {
        let token = try await self.signUp(email)
        try await self.permit(permissions, to: email)
        return token
    }

    /// Replaces what an account may do beyond what its role may.
    func permit(_ permissions: [String], to email: String) async throws {
        let id = try #require(try await self.user(email)).id.hexString
        let names = permissions.map { "\"\($0)\"" }.joined(separator: ",")
        let reply = try await self.send(
            .put, "/api/v1/admin/users/\(id)/permissions", #"{"permissions": [\#(names)]}"#,
            token: try await self.admin())
        #expect(reply.status == 200)
    }

    /// Stores reviews as another program would, each with its number as title.
    func storeReviews(_ numbers: Range<Int>, of product: ObjectID = ObjectID()) async throws {
        let reviews = numbers.map { number -> BSONValue in
            [
                "_id": .objectID(ObjectID()), "product_id": .objectID(product), "user_id": .objectID(ObjectID()),
                "rating": .int32(Int32(number % 5 + 1)), "created_at": .date(.now), "updated_at": .date(.now),
            ]
        }
        try await self.database.run(["insert": "reviews", "documents": .array(reviews)])
    }
}

extension RawConnection {
    /// The next events of some names; others are passed over.
    mutating func events(_ count: Int, named names: String...) async throws -> [StreamedEvent] {
        var events: [StreamedEvent] = []
        while events.count < count, let event = try await self.event() {
            if names.contains(event.name) { events.append(event) }
        }
        return events
    }
}

extension StreamedEvent {
    /// What a listener is told, in short: `order confirmed`, `stock 14 in_stock`, `job available`, `review 5 visible`.
    var live: String {
        let parts = [
            self.data["inventory"]?.integer.map(String.init), self.data["rating"]?.integer.map(String.init),
            self.data["status"]?.text, self.data["state"]?.text, self.data["reason"]?.text,
        ]
        return ([self.name] + parts.compactMap { $0 }).joined(separator: " ")
    }
}
