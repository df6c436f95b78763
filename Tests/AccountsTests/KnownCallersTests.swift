import BSON
import FoundationEssentials
import ShopCore
import Testing

@testable import Accounts

@Suite struct KnownCallersTests {
    private let callers = KnownCallers(timeout: .seconds(4), capacity: 3)
    private let session = ObjectID()
    private let caller = Identity(userID: ObjectID(), email: "a@example.com", role: .user, createdAt: .now)

    /// Lets both streams have said just now that all was told.
    private func hear(_ instant: ContinuousClock.Instant = .now) {
        for watched in KnownCallers.Watched.allCases { self.callers.isCurrent(watched, since: instant) }
    }

    private func store() throws {
        self.hear()
        self.callers.store(self.caller, of: self.session, ticket: try #require(self.callers.ticket()))
    }

    @Test func aCallerIsKnownWhileChangesAreTold() throws {
        #expect(self.callers.ticket() == nil)
        try self.store()
        #expect(self.callers.caller(of: self.session) == self.caller)
        #expect(self.callers.caller(of: ObjectID()) == nil)
        self.hear(.now - .seconds(1))
        #expect(self.callers.caller(of: self.session) == nil)
    }

    @Test func whereOperationsEndSoonerNothingIsKnownForLongerThanTheyTake() throws {
        let callers = KnownCallers(timeout: .milliseconds(100))
        for watched in KnownCallers.Watched.allCases { callers.isCurrent(watched, since: .now - .milliseconds(100)) }
        #expect(callers.ticket() == nil)
    }

    @Test(arguments: KnownCallers.Watched.allCases)
    func nothingIsKnownWhenAStreamIsLost(watched: KnownCallers.Watched) throws {
        try self.store()
        self.callers.isLost(watched)
        #expect(self.callers.caller(of: self.session) == nil && self.callers.ticket() == nil)
        // What was known before is not known again when changes are told again.
        self.hear()
        #expect(self.callers.caller(of: self.session) == nil)
    }

    @Test func whatIsForgottenWhileAnAccountIsReadIsNotKept() throws {
        self.hear()
        let ticket = try #require(self.callers.ticket())
        self.callers.forget(user: self.caller.userID)
        self.callers.store(self.caller, of: self.session, ticket: ticket)
        #expect(self.callers.caller(of: self.session) == nil)
    }

    @Test func aUserIsForgottenWithAllSessions() throws {
        try self.store()
        let other = ObjectID()
        self.callers.store(self.caller, of: other, ticket: try #require(self.callers.ticket()))
        self.callers.forget(user: self.caller.userID)
        #expect(self.callers.caller(of: self.session) == nil && self.callers.caller(of: other) == nil)
    }

    @Test func noMoreAreKeptThanThereIsRoomFor() throws {
        try self.store()
        for _ in 0..<5 {
            let ticket = try #require(self.callers.ticket())
            self.callers.store(self.caller, of: ObjectID(), ticket: ticket)
        }
        #expect(self.callers.caller(of: self.session) == nil)
    }
}
