import FoundationEssentials
import MongoODM
public import ShopCore

/// Which accounts to list.
public struct UserFilter: Sendable {
    /// What words of the holder's name or of the address begin with; nil for anything.
    public var text: String?
    public var role: Role?
    public var isBanned: Bool?

    public init(text: String? = nil, role: Role? = nil, isBanned: Bool? = nil) {
        self.text = text
        self.role = role
        self.isBanned = isBanned
    }

    /// Nil where nobody can be found, because the text has signs but no words.
    var query: Query<User>? {
        var query = Query<User>.all
        if let text, !text.allSatisfy(\.isWhitespace) {
            let words = Set(UserWords.words(of: text)).sorted()
            guard !words.isEmpty else { return nil }
            for word in words { query = query && .has(User.beginnings, word) }
        }
        if let role { query = query && \.role == role }
        switch self.isBanned {
        case true: query = query && \.bannedAt > User.beforeAllBans
        case false: query = query && \.bannedAt == nil
        case nil: break
        }
        return query
    }

    /// Those who are banned in the order of that, all others in that of their accounts: the newest first.
    var sort: [Sort<User>] {
        self.isBanned == true ? [.descending(\.bannedAt), .descending(\.id)] : [.descending(\.id)]
    }
}

extension UserAdministration {
    /// A page of the accounts that a filter lets through, the newest first.
    public func users(_ filter: UserFilter, _ request: PageRequest) async throws -> CountedPage<User> {
        guard let query = filter.query else { return CountedPage(of: [], request) }
        return try await self.accounts.users.users.page(query, sort: filter.sort, request)
    }
}
