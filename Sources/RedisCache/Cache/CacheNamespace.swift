/// The names that a namespace's entries and its bookkeeping have in Redis.
///
/// | key | type | what |
/// |---|---|---|
/// | `prefix:namespace:key` | string | an entry |
/// | `prefix#token:namespace` | string | the server's run and random digits, which every invalidation removes |
/// | `prefix#lease:namespace:key` | string | which process executes the operation for an entry, and under which token |
/// | `prefix#keys:namespace` | sorted set | the entries' keys, all with the score 0, so they are in alphabetical order |
/// | `prefix#expiries:namespace` | sorted set | the same keys, scored by the millisecond at which the entry expires |
/// | `prefix#run:namespace` | string | the server's run in which these two were begun |
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
            self.expiriesKey,
        ]
    }

    func entryKey(_ key: String) -> RedisArgument { .bytes(self.entryPrefix + Array(key.utf8)) }
    func leaseKey(_ key: String) -> RedisArgument { "\(self.prefix)#lease:\(self.name):\(key)" }
    var tokenKey: RedisArgument { "\(self.prefix)#token:\(self.name)" }
    var listKey: RedisArgument { "\(self.prefix)#keys:\(self.name)" }
    var expiriesKey: RedisArgument { "\(self.prefix)#expiries:\(self.name)" }
    var runKey: RedisArgument { .bytes(self.runKeyPrefix + Array(self.name.utf8)) }
    /// What the run keys of all namespaces begin with.
    var runKeyPrefix: [UInt8] { Array("\(self.prefix)#run:".utf8) }
}
