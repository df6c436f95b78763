/// What an invalidation removes from one namespace.
struct InvalidationTargets: Hashable, Sendable {
    /// Beyond this many, an invalidation that must be remembered is one of the whole namespace.
    static let limit = 128

    private(set) var keys: Set<ByteKey> = []
    /// Beginnings of keys; the empty one is that of all keys.
    private(set) var prefixes: Set<ByteKey> = []
    private(set) var patterns: Set<ByteKey> = []
    private(set) var tags: Set<ByteKey> = []

    /// One key, whose special characters mean themselves.
    init(key: String) {
        self.keys = [ByteKey(key)]
    }

    init(patterns: [String], tags: [String] = []) {
        self.tags = Set(tags.map { ByteKey($0) })
        for pattern in patterns {
            let beginning = String(pattern.unicodeScalars.dropLast())
            if CachePattern.isLiteral(pattern) {
                self.keys.insert(ByteKey(pattern))
            } else if pattern.unicodeScalars.last == "*", CachePattern.isLiteral(beginning) {
                self.prefixes.insert(ByteKey(beginning))
            } else {
                self.patterns.insert(ByteKey(pattern))
            }
        }
        self.simplify()
    }

    /// Adds others, with a bound: too many become the whole namespace.
    mutating func merge(_ other: InvalidationTargets) {
        self.keys.formUnion(other.keys)
        self.prefixes.formUnion(other.prefixes)
        self.patterns.formUnion(other.patterns)
        self.tags.formUnion(other.tags)
        let count = self.keys.count + self.prefixes.count + self.tags.count + self.patterns.count
        if count > Self.limit { self.prefixes.insert("") }
        self.simplify()
    }

    private mutating func simplify() {
        guard self.prefixes.contains("") else { return }
        self.keys = []
        self.prefixes = [""]
        self.patterns = []
        self.tags = []
    }

    /// The tokens of the fills that may be about what is removed: those of groups, or the namespace's where it may be in any.
    func tokenKeys(in namespace: CacheNamespace) -> [RedisArgument] {
        var groups = Set(self.keys.map { CacheNamespace.group(of: $0.text) }.map { ByteKey($0) })
        guard self.tags.isEmpty, self.patterns.isEmpty else { return [namespace.tokenKey] }
        for prefix in self.prefixes {
            guard let group = CacheNamespace.group(ofBeginning: prefix.text) else { return [namespace.tokenKey] }
            groups.insert(ByteKey(group))
        }
        return groups.map { namespace.tokenKey(ofGroup: $0.text) }
    }

    /// The arguments of ``CacheScripts/invalidate``.
    func arguments(in namespace: CacheNamespace) -> [RedisArgument] {
        let kinds = [self.keys, self.prefixes, self.tags, self.patterns]
        return [.bytes(namespace.entryPrefix)] + kinds.dropLast().map { .integer($0.count) }
            + kinds.flatMap { $0.map { .string($0.text) } }
    }
}
