import BSON
import Foundation
import Testing

@testable import Accounts

@Suite struct VerifiedTokensTests {
    private let login = VerifiedTokens.Login(subject: ObjectID(), session: nil, issuedAt: 0, expiry: 1000)

    @Test func aTokenIsKnownUntilItExpires() {
        let tokens = VerifiedTokens()
        #expect(tokens.login(of: "a.b.c") == nil)
        tokens.remember(self.login, of: "a.b.c")
        #expect(tokens.login(of: "a.b.c", now: Date(timeIntervalSince1970: 999.9))?.subject == self.login.subject)
        #expect(tokens.login(of: "a.b.c", now: Date(timeIntervalSince1970: 1000)) == nil)
        #expect(tokens.login(of: "a.b.d", now: Date(timeIntervalSince1970: 0)) == nil)
    }

    @Test func holdsNoMoreThanItsCapacity() {
        let tokens = VerifiedTokens(capacity: 10)
        let names = (0..<100).map { "a.b.\($0)" }
        for name in names { tokens.remember(self.login, of: name) }
        let known = names.filter { tokens.login(of: $0, now: Date(timeIntervalSince1970: 0)) != nil }
        #expect((1...10).contains(known.count))
        #expect(known.last == names.last)
    }
}
