import Foundation
import Idempotency
import Testing

@testable import ShopCore

@Suite struct AnswerSealTests {
    private let request = KeyedRequest(
        key: "a", operation: "POST /x", caller: nil, target: "/x?y=1", body: Array("password".utf8))
    private let answer = KeptAnswer(status: 200, fields: [.init(name: "etag", value: "\"1\"")], body: Data([1, 2]))

    private func seal(_ secret: String, previous: String? = nil) -> AnswerSeal {
        AnswerSeal(secrets: [secret] + (previous.map { [$0] } ?? []))
    }

    @Test func whatWasSealedIsOpened() throws {
        let sealed = try self.seal("a").seal(self.answer, for: "id")
        let opened = try self.seal("a").open(sealed, for: "id")
        #expect(opened.status == 200 && opened.body == self.answer.body && opened.fields.first?.name == "etag")
    }

    @Test func anotherSecretOrClaimOpensNothing() throws {
        let sealed = try self.seal("a").seal(self.answer, for: "id")
        #expect(throws: (any Error).self) { try self.seal("b").open(sealed, for: "id") }
        #expect(throws: (any Error).self) { try self.seal("a").open(sealed, for: "other") }
    }

    @Test func thePreviousSecretIsStillKnown() throws {
        let (old, new) = (self.seal("a"), self.seal("b", previous: "a"))
        #expect(try new.open(old.seal(self.answer, for: "id"), for: "id").status == 200)
        #expect(new.matches(old.fingerprint(of: self.request), self.request))
        #expect(new.fingerprint(of: self.request) != old.fingerprint(of: self.request))
    }

    @Test func everyPartOfARequestCounts() {
        let seal = self.seal("a")
        let fingerprint = seal.fingerprint(of: self.request)
        #expect(seal.matches(fingerprint, self.request))
        var other = self.request
        other.body.append(0)
        #expect(!seal.matches(fingerprint, other))
        other = self.request
        other.target = "/x?y=2"
        #expect(!seal.matches(fingerprint, other))
    }
}
