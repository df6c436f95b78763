import Schemas
import Testing

@testable import ShopCore

@Suite struct RoundingTests {
    @Test(arguments: [
        ("239.96999999999997", "239.97"), ("4.917", "4.92"), ("0.125", "0.12"), ("0.135", "0.14"), ("-0.125", "-0.12"),
        ("-0.135", "-0.14"), ("0.1250000001", "0.13"), ("45", "45"), ("1.5", "1.5"), ("1e-19", "0.00"),
        ("5e-324", "0.00"),
        ("0.005", "0.00"), ("0.015", "0.02"), ("9.223372036854775807", "9.22"), ("0.009223372036854775807", "0.01"),
        ("99e-22", "0.00"), ("9223372036854775807e-21", "0.01"),
    ])
    func theNearestValueIsTakenAndOfTwoTheEvenOne(text: String, rounded: String) throws {
        #expect(try #require(ExactDecimal(text)).rounded(toPlaces: 2).description == rounded)
    }
}
