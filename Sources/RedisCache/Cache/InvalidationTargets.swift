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

    /// The arguments of ``CacheScripts/invalidate``.
    func arguments(in namespace: CacheNamespace) -> [RedisArgument] {
        let kinds = [self.keys, self.prefixes, self.tags, self.patterns]
        return [.bytes(namespace.entryPrefix)] + kinds.dropLast().map { .integer($0.count) }
            + kinds.flatMap { $0.map { .string($0.text) } }
    }
}
