/// Which entry of a cache: its namespace and its key in it.
struct EntryName: Hashable, Sendable {
    let namespace: String
    let key: String
}
