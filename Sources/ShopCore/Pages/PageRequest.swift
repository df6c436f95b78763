/// Which page of a list is wanted.
public struct PageRequest: Hashable, Sendable {
    /// The last page there is: the server walks over what it leaves out.
    public static let last = 1000

    /// Counted from 1.
    public var page: Int
    /// How many items a full page has.
    public var size: Int

    public init(page: Int, size: Int) {
        self.page = page
        self.size = size
    }

    /// How many items come before it.
    package var skip: Int { (self.page - 1) * self.size }
}
