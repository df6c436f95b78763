import Foundation
import Testing

@testable import Accounts

@Suite struct TOTPCodeTests {
    private let totp = TOTP(secret: Data("12345678901234567890".utf8))

    @Test func theCodesAreThoseOfRFC4226() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        #expect((0..<10).map { self.totp.code(at: $0) } == codes)
    }

    /// The last six of its eight digits.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
        (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func theCodesAreThoseOfRFC6238(second: Int, code: String) {
        let moment = Date(timeIntervalSince1970: Double(second))
        #expect(self.totp.code(at: TOTP.step(at: moment)) == code)
    }

    @Test func aCodeCountsInItsStepAndTheNext() {
        let code = self.totp.code(at: 100)
        let seconds = [2_999.0, 3_000, 3_029.999, 3_030, 3_059.999, 3_060]
        let steps = seconds.map { self.totp.step(of: code, at: Date(timeIntervalSince1970: $0)) }
        #expect(steps == [nil, 100, 100, 100, 100, nil])
    }

    @Test(arguments: ["", "75522", "7552240", "755225", "٧٥٥٢٢٤", "-55224", "+55224"])
    func whatIsNoCodeIsNone(text: String) {
        #expect(self.totp.step(of: text, at: Date(timeIntervalSince1970: 0)) == nil)
    }

    @Test func secretsAreTwentyBytesOfTheirOwn() {
        let secrets = (0..<100).map { _ in TOTP.randomSecret() }
        #expect(Set(secrets).count == 100 && secrets.allSatisfy { $0.count == 20 })
    }
}
