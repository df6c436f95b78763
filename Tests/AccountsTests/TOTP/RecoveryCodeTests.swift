import BSON
import Foundation
import Testing

@testable import Accounts

@Suite struct RecoveryCodeTests {
    private let user = ObjectID()

    @Test func codesAreFourGroupsWithoutLettersThatLookLikeOthers() {
        let codes = (0..<1000).map { _ in RecoveryCode.random().grouped }
        #expect(Set(codes).count == 1000)
        for code in codes {
            let groups = code.split(separator: "-")
            #expect(groups.map(\.count) == [4, 4, 4, 4])
            #expect(groups.joined().allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) })
            #expect(!code.contains { "ILOU".contains($0) })
        }
        // Each of the 80 bits is one: no character stands for less than five.
        #expect(Set(codes.joined()).count == 33)
    }

    @Test func aCodeIsReadAsItIsGivenBack() throws {
        let code = try #require(RecoveryCode("0123-4567-89AB-CDEF"))
        #expect(code.grouped == "0123-4567-89AB-CDEF")
        for given in ["0123456789abcdef", " 0123 4567 89ab cdef\n", "oi23-4567-89AB-CDEF", "OL23-4567-89AB-CDEF"] {
            #expect(RecoveryCode(given) == code)
        }
    }

    @Test(arguments: [
        "", "123456", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEFG", "0123-4567-89AB-CDEU", "０123-4567-89AB-CDEF",
    ])
    func whatCanBeNoCodeIsNone(given: String) {
        #expect(RecoveryCode(given) == nil)
    }

    @Test func aHashIsThatOfOneCodeOfOneAccount() {
        let code = RecoveryCode.random()
        #expect(code.hash(of: self.user) == RecoveryCode(code.grouped)?.hash(of: self.user))
        #expect(code.hash(of: self.user) != code.hash(of: ObjectID()))
        #expect(code.hash(of: self.user) != RecoveryCode.random().hash(of: self.user))
    }
}
