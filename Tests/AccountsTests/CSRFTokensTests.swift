import BSON
import Testing

@testable import Accounts

@Suite struct CSRFTokensTests {
    private let session = ObjectID()

    private func tokens(_ secret: String, previous: String? = nil) -> CSRFTokens {
        CSRFTokens(TokenSettings(secret: secret, previousSecret: previous))
    }

    @Test func aSessionHasOneToken() {
        let token = self.tokens("a").token(of: self.session)
        #expect(token == self.tokens("a").token(of: self.session) && token.utf8.count == 43)
        #expect(self.tokens("a").isToken(token, of: self.session))
    }

    @Test func theTokenOfAnotherSessionOrSecretIsNone() {
        let tokens = self.tokens("a")
        #expect(!tokens.isToken(tokens.token(of: ObjectID()), of: self.session))
        #expect(!tokens.isToken(self.tokens("b").token(of: self.session), of: self.session))
    }

    @Test func whileASecretIsReplacedTheTokensOfBothAreBelieved() {
        let (old, new) = (self.tokens("a"), self.tokens("b", previous: "a"))
        #expect(new.isToken(old.token(of: self.session), of: self.session))
        #expect(new.isToken(new.token(of: self.session), of: self.session))
        #expect(new.token(of: self.session) == self.tokens("b").token(of: self.session))
    }

    @Test(arguments: ["", "x", "====", "ä", "null", String(repeating: "A", count: 43)])
    func whatIsNoTokenIsNotBelieved(text: String) {
        #expect(!self.tokens("a").isToken(text, of: self.session))
    }
}
