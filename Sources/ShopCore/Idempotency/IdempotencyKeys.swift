import BSON
import FoundationEssentials
public import Idempotency
import MongoODM
import Schemas

/// Makes sure that a request with a key is done once, however often it comes.
///
/// A claim in MongoDB says who answers it. The answer is stored in the transaction that does the work, on condition that
/// the claim is still one's own. A process that has lost it, because the lease ended during a crash or a long pause, can't
/// do the work any more, and a later request finds the answer if and only if the work is done.
public struct IdempotencyKeys: AnswerStore {
    let claims: ClaimRepository
    let seal: AnswerSeal

    /// - Parameter secrets: what answers are encrypted with: the present secret first, then the one of before, if there
    ///   is one.
    package init(_ collections: Collections, secrets: [String]) {
        self.claims = ClaimRepository(collections)
        self.seal = AnswerSeal(secrets: secrets)
    }

    /// Finds out whether a request has been answered, and claims it if not.
    ///
    /// - Throws: ``ShopError`` `conflict` while another answers it; ``KeyReused``.
    public func begin(_ request: KeyedRequest) async throws -> AnswerStart<HeldClaim> {
        let holder = ObjectID()
        #if DEBUG
        let id = request.claimID + (PlantedBug.present == .keysIgnored ? holder.hexString : "")
        #else
        let id = request.claimID
        #endif
        // A claim that was there may be gone when it is looked at, or another's when it is taken over.
        for _ in 0..<3 {
            let claim = Claim(
                id: id, caller: request.caller, fingerprint: self.seal.fingerprint(of: request), holder: holder,
                leaseEnd: Self.leaseEnd, answer: nil)
            let held = HeldClaim(id: id, holder: holder, claims: self.claims, seal: self.seal)
            if try await self.insert(claim, held) { return .first(held) }
            guard let present = try await self.claims.find(id) else { continue }
            guard self.seal.matches(present.fingerprint, request) else { throw KeyReused() }
            if let answer = present.answer { return .again(try self.seal.open(answer, for: id)) }
            guard present.leaseEnd < .now else { throw Self.isUnderWay }
            if try await self.claims.hand(present, to: holder, until: Self.leaseEnd) { return .first(held) }
        }
        throw Self.isUnderWay
    }

    private func insert(_ claim: Claim, _ held: HeldClaim) async throws -> Bool {
        do {
            return try await self.claims.insert(claim)
        } catch {
            // It may be stored although nobody heard of it, and would stand in the way of the next try to the end of its
            // lease. The client does not wait for that: it has waited as long as it may.
            Task { await held.giveUp() }
            throw error
        }
    }

    private static var leaseEnd: Date { Date(timeIntervalSinceNow: Claim.lease) }

    static let isUnderWay = ShopError.conflict(
        "A request with this Idempotency-Key is being answered; try again in a moment", retryAfter: 1)
}
