/// The names that a namespace's entries and its bookkeeping have in Redis.
///
/// | key | type | what |
/// |---|---|---|
/// | `prefix:namespace:key` | string | an entry |
/// | `prefix#token:namespace` | string | the server's run and random digits, which an invalidation of any keys removes |
/// | `prefix#token:namespace:group` | string | the same for the keys of a group, which an invalidation of one of them removes |
/// | `prefix#lease:namespace:key` | string | which process executes the operation for an entry, and under which token |
/// | `prefix#keys:namespace` | sorted set | the entries' keys, all with the score 0, so they are in alphabetical order |
/// | `prefix#expiries:namespace` | sorted set | the same keys, scored by the millisecond at which the entry expires |
/// | `prefix#run:namespace` | string | the server's run in which these two were begun |
///
/// A key's group is what stands before its first colon, as in `list:all`; of a key without a colon, nothing. A fill has the
/// tokens of the namespace and of its key's group, one behind the other, as its own.
///
/// Both sets also have the entries' tags, each as a key that begins with the byte 255, which is none of UTF-8.
///
/// Behind the prefix an entry's name goes on with a colon and the bookkeeping's with a number sign, so no key, however
/// it is called, can collide with the bookkeeping.
struct CacheNamespace: Sendable {
    let name: String
    /// What precedes the key in an entry's name, ready to be sent.
    let entryPrefix: [UInt8]
    private let prefix: String

    init(_ name: String, prefix: String) {
        self.name = name
        self.prefix = prefix
        self.entryPrefix = Array("\(prefix):\(name):".utf8)
    }

    /// What the scripts for one entry need, in their order.
    func keys(of key: String) -> [RedisArgument] {
        [
            self.entryKey(key), self.listKey, self.runKey, self.leaseKey(key), self.tokenKey,
            self.tokenKey(ofGroup: Self.group(of: key)), self.expiriesKey,
        ]
    }

    static func group(of key: String) -> String { Self.group(ofBeginning: key) ?? "" }

    /// The group of all keys that begin so; nil where they may have several.
    static func group(ofBeginning beginning: String) -> String? {
        guard let end = beginning.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        return String(decoding: beginning.utf8[..<end], as: UTF8.self)
    }

    func entryKey(_ key: String) -> RedisArgument { .bytes(self.entryPrefix + Array(key.utf8)) }
    func leaseKey(_ key: String) -> RedisArgument { "\(self.prefix)#lease:\(self.name):\(key)" }
    var tokenKey: RedisArgument { "\(self.prefix)#token:\(self.name)" }
    func tokenKey(ofGroup group: String) -> RedisArgument { "\(self.prefix)#token:\(self.name):\(group)" }
    var listKey: RedisArgument { "\(self.prefix)#keys:\(self.name)" }
    var expiriesKey: RedisArgument { "\(self.prefix)#expiries:\(self.name)" }
    var runKey: RedisArgument { .bytes(self.runKeyPrefix + Array(self.name.utf8)) }
    /// What the run keys of all namespaces begin with.
    var runKeyPrefix: [UInt8] { Array("\(self.prefix)#run:".utf8) }
}
