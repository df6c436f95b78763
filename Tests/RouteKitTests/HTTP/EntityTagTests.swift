import HTTPTypes
import Testing

@testable import RouteKit

/// How `If-Match` is read.
@Suite struct EntityTagTests {
    @Test(arguments: [
        (#""a""#, [#""a""#]), (#""a", "b""#, [#""a""#, #""b""#]), (#" "a" ,,"b""#, [#""a""#, #""b""#]),
        (#"W/"a", "b""#, [#""b""#]), (#""a,b""#, [#""a,b""#]), (#""""#, [#""""#]), ("", []), ("a", []),
        (#""a"#, []), (#"*, "a""#, []), (#"w/"a""#, []), (#""a" x "b""#, [#""a""#]),
    ])
    func strongTagsCount(header: String, tags: [String]) {
        #expect(EntityTag.requirement(header) == Requirement.tags(tags))
    }

    @Test func aStarIsAnything() {
        #expect(EntityTag.requirement("*") == Requirement.anything)
    }
}

private enum Requirement: EntityTagRequirement, Equatable {
    case anything
    case tags([String])
}
