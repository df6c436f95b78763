import BSON
import MongoODM
import ShopCore

/// MongoDB keeps what it has confirmed: a replica set, writes that wait for a majority and for its journals, and a
/// majority that is there.
struct ServerInvariant: Invariant {
    let database: MongoDatabase

    let name = "server"
    let statement = "the replica set keeps what it confirms"

    func examine(listing limit: Int) async throws -> Examination {
        var problems: [String] = []
        let hello = try await self.database.client.database("admin").run(["hello": 1])
        if hello["setName"] == nil, hello["msg"]?.stringValue != "isdbgrid" {
            problems.append("MongoDB is no replica set: there are no transactions")
        }
        if !self.database.client.writesWaitForMajority {
            problems.append(
                "MONGODB_URI asks for writes that don't wait for a majority and its journals: leave out w and journal")
        }
        if try await self.confirmsBeforeJournal() {
            problems.append("writeConcernMajorityJournalDefault is false: a power failure may undo what was confirmed")
        }
        do {
            try await self.database.probeMajorityWrite(collection: Shop.probeCollection, within: .seconds(5))
        } catch let error as MongoError {
            problems.append("no write reaches a majority of the members within 5 s: \(error)")
        }
        return Examination(
            examined: 1, faults: problems.map { ["problem": .string($0)] }, listing: max(limit, problems.count))
    }

    /// Whether the set says so; one whose configuration may not be read, or a router, is not at fault.
    private func confirmsBeforeJournal() async throws -> Bool {
        do {
            let reply = try await self.database.client.database("admin").run(["replSetGetConfig": 1])
            return reply["config"]?.documentValue?["writeConcernMajorityJournalDefault"]?.boolValue == false
        } catch let error as MongoError where error.code == .server {
            return false
        }
    }
}
