/// Which entry of a cache: its namespace and its key in it.
struct EntryName: Hashable, Sendable {
    let namespace: ByteKey
    let key: ByteKey

    init(namespace: String, key: String) {
        self.namespace = ByteKey(namespace)
        self.key = ByteKey(key)
    }

    init(namespace: ByteKey, key: ByteKey) {
        self.namespace = namespace
        self.key = key
    }

    /// Namespaces are few, so the key alone tells entries apart well enough.
    func hash(into hasher: inout Hasher) {
        hasher.combine(self.key)
    }
}
