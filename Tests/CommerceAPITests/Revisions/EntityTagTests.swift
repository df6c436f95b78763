import HTTPTypes
import ShopCore
import Testing

@testable import CommerceAPI

/// How `If-Match` is read.
@Suite struct EntityTagTests {
    @Test(arguments: [
        (#""a""#, [#""a""#]), (#""a", "b""#, [#""a""#, #""b""#]), (#" "a" ,,"b""#, [#""a""#, #""b""#]),
        (#"W/"a", "b""#, [#""b""#]), (#""a,b""#, [#""a,b""#]), (#""""#, [#""""#]), ("", []), ("a", []),
        (#""a"#, []), (#"*, "a""#, []), (#"w/"a""#, []), (#""a" x "b""#, [#""a""#]),
    ])
    func strongTagsCount(header: String, tags: [String]) {
        #expect(EntityTag.requirement(header) == .tags(tags))
    }

    @Test func aStarIsAnything() {
        #expect(EntityTag.requirement("*") == .anything)
    }
}
