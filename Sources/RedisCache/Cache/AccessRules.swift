/// What Redis' ACL must allow the user of a cache. <https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/>
enum AccessRules {
    /// The channel on which Redis names the keys that have changed.
    static let invalidationChannel = "__redis__:invalidate"

    /// Rules for `ACL SETUSER` that are enough for a cache and for rate limits whose keys begin with the cache's prefix
    /// and a colon.
    static func needed(prefix: String) -> String {
        """
        ~\(prefix):* ~\(prefix)#* &\(self.invalidationChannel) \
        +@read +@write +@scripting +@connection -@dangerous +info +subscribe +time
        """
    }
}
