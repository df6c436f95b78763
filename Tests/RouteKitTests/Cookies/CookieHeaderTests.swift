import Testing

@testable import RouteKit

@Suite struct CookieHeaderTests {
    @Test(arguments: [
        ("id=7", "7"), ("a=1; id=7; b=2", "7"), ("a=1;id=7", "7"), ("  id=7\t", "7"), ("id==7=", "=7="),
        ("id=7; id=8", "7"), ("id=; id=8", "8"), ("id=a b; id=8", "8"), (";;=; id; id=7;", "7"), ("=id=3; id=7", "7"),
    ])
    func theFirstThatCanBeOneCounts(header: String, value: String) {
        #expect(CookieHeader.value(of: "id", in: header) == value)
    }

    @Test(arguments: [
        "", ";", "=", "id", "id=", "ID=7", "xid=7", "id =7", "id=\"7\"", "id=a,b", "id=a\\b", "id=ä", "id=a\u{7F}",
        "id=a\tb", "a=id=7", "$id=7",
    ])
    func whatIsMalformedOrCalledOtherwiseIsNone(header: String) {
        #expect(CookieHeader.value(of: "id", in: header) == nil)
    }

    @Test func aRequestWithoutTheHeaderHasNone() {
        #expect(CookieHeader.value(of: "id", in: nil) == nil)
    }
}
