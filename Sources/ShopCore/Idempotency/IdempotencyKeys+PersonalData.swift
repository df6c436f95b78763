package import BSON

extension IdempotencyKeys: PersonalData {
    /// Removes a user's keys with the answers that were kept. A request that comes again is refused by then anyway.
    package func eraseTraces(of userID: ObjectID) async throws {
        while try await self.claims.remove(ofCaller: userID.hexString, limit: 500) > 0 {}
    }
}
