import Testing

@testable import RouteKit

@Suite struct ByteRangeTests {
    @Test(
        arguments: [
            (nil, .whole), ("bytes=0-0", .part(0..<1)), ("bytes=2-4", .part(2..<5)), ("bytes=2-", .part(2..<10)),
            ("bytes=9-", .part(9..<10)), ("bytes=-3", .part(7..<10)), ("bytes=-30", .part(0..<10)),
            ("bytes=0-99", .part(0..<10)), ("BYTES= 1-2 ", .part(1..<3)), ("bytes=10-", .unsatisfiable),
            ("bytes=10-20", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=99999999999999999999-", .unsatisfiable),
            ("bytes=1-99999999999999999999", .part(1..<10)), ("bytes=4-2", .whole), ("bytes=0-1,3-4", .whole),
            ("bytes=0-1,", .whole), ("bytes", .whole), ("bytes=", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole),
            ("bytes=+1-2", .whole), ("bytes=1-2-3", .whole), ("bytes=--1", .whole), ("lines=0-1", .whole), ("", .whole),
            ("bytes=١-٢", .whole),
        ] as [(String?, ByteRange)])
    func isReadFromTheHeader(header: String?, expected: ByteRange) {
        #expect(ByteRange(header, of: 10) == expected)
    }

    @Test(arguments: [("bytes=0-", ByteRange.unsatisfiable), ("bytes=-1", .unsatisfiable), ("x", .whole)])
    func thereIsNoPartOfNothing(header: String, expected: ByteRange) {
        #expect(ByteRange(header, of: 0) == expected)
    }
}
