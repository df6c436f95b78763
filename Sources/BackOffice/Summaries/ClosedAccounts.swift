import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// Notes which summaries count an account that was closed.
struct ClosedAccounts: PersonalData {
    let stains: Repository<SummaryStain>

    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        // The account is not there any more; its identifier was made when it was opened.
        let opened = QuarterHour(Date(timeIntervalSince1970: Double(userID.second))).number
        try await self.stains.updateOne(\.id == opened, .set(\.at, .now), upsert: true, in: transaction)
    }
}
