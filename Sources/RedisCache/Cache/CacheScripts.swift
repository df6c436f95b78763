/// What the cache does inside Redis, where nothing comes in between.
///
/// Entries are addressed by their names, so the scripts need a single server, not a cluster.
enum CacheScripts {
    /// Reads an entry and the milliseconds that it has left.
    ///
    /// KEYS: entry.
    static let read = RedisScript(
        """
        return { redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]) }
        """)

    /// Begins a fill: gives the namespace's token, made now if there is none; the entry, if somebody else has stored it
    /// since the caller looked; and whether the caller is the one to execute. It is unless another holds the entry's
    /// lease under the same token: a lease of another token belongs to a fill that can't be stored any more.
    ///
    /// KEYS: token, entry, lease. ARGV: the token to set if there is none, the caller's name, the milliseconds of its
    /// lease, 1 to execute although there is an entry.
    static let claim = RedisScript(
        """
        local token = redis.call('GET', KEYS[1])
        if not token then
            token = ARGV[1]
            redis.call('SET', KEYS[1], token)
        end
        local entry = redis.call('GET', KEYS[2])
        if entry and ARGV[4] == '0' then return { token, entry, 1 } end
        local holder = redis.call('GET', KEYS[3])
        local own = token .. ARGV[2]
        if holder and holder ~= own and string.sub(holder, 1, #token) == token then return { token, entry, 0 } end
        redis.call('SET', KEYS[3], own, 'PX', ARGV[3])
        return { token, entry, 1 }
        """)

    /// Gives a lease back that did not lead to an entry.
    ///
    /// KEYS: lease. ARGV: the token and the name of its holder.
    static let release = RedisScript(
        """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """)

    /// Looks what became of another's lease: the entry, and whether the lease still runs.
    ///
    /// KEYS: entry, lease.
    static let look = RedisScript(
        """
        return { redis.call('GET', KEYS[1]), redis.call('EXISTS', KEYS[2]) }
        """)

    /// Stores an entry, unless the namespace has another token than the one that the fill began with, or none.
    ///
    /// The key is listed before the entry is stored: what was stored must be found by an invalidation even if Redis,
    /// short of memory, refuses the last step. Keys that have expired are taken off the lists, at most a hundred at a
    /// time, so that the lists don't outgrow the entries, and a second late, so that no key is missing while its entry
    /// lives.
    ///
    /// The lease, if it is still the fill's, ends here.
    ///
    /// KEYS: token, entry, list of keys, expiries, lease. ARGV: expected token or an empty string, bytes, milliseconds
    /// to live, key, the name of the lease's holder.
    static let store = RedisScript(
        """
        if ARGV[1] ~= '' then
            if redis.call('GET', KEYS[5]) == ARGV[1] .. ARGV[5] then redis.call('DEL', KEYS[5]) end
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('ZADD', KEYS[3], 0, ARGV[4])
        redis.call('ZADD', KEYS[4], string.format('%.0f', now + ARGV[3]), ARGV[4])
        redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
        local expired = redis.call(
            'ZRANGEBYSCORE', KEYS[4], '-inf', string.format('%.0f', now - 1000), 'LIMIT', 0, 100)
        if #expired > 0 then
            redis.call('ZREM', KEYS[3], unpack(expired))
            redis.call('ZREM', KEYS[4], unpack(expired))
        end
        return 1
        """)

    /// Removes entries, and the token, so that no fill under way can store what it read before.
    ///
    /// Removing the token instead of changing it works without memory to spare; the next fill makes another, which is
    /// random and therefore new. Keys with a common beginning are found by their order, whatever else the namespace
    /// holds (no byte of UTF-8 is 255, so that ends the range); other patterns are matched against all its keys. The
    /// empty beginning means everything, and the lists go as a whole.
    ///
    /// KEYS: token, list of keys, expiries. ARGV: what precedes a key in an entry's name, how many exact keys and how
    /// many beginnings of keys follow, these, and then patterns. Gives how many entries were removed.
    static let invalidate = RedisScript(
        """
        redis.call('UNLINK', KEYS[1])
        local doomed = {}
        local keys = 3 + ARGV[2]
        local prefixes = keys + ARGV[3]
        for i = 4, keys do doomed[#doomed + 1] = ARGV[i] end
        local everything = false
        for i = keys + 1, prefixes do
            if ARGV[i] == '' then everything = true end
            local range = redis.call('ZRANGEBYLEX', KEYS[2], '[' .. ARGV[i], '(' .. ARGV[i] .. '\\255')
            for j = 1, #range do doomed[#doomed + 1] = range[j] end
        end
        for i = prefixes + 1, #ARGV do
            local cursor = '0'
            repeat
                local page = redis.call('ZSCAN', KEYS[2], cursor, 'MATCH', ARGV[i], 'COUNT', 1000)
                cursor = page[1]
                for j = 1, #page[2], 2 do doomed[#doomed + 1] = page[2][j] end
            until cursor == '0'
        end
        local removed = 0
        for i = 1, #doomed, 500 do
            local some, entries = {}, {}
            for j = i, math.min(i + 499, #doomed) do
                some[#some + 1] = doomed[j]
                entries[#entries + 1] = ARGV[1] .. doomed[j]
            end
            removed = removed + redis.call('UNLINK', unpack(entries))
            if not everything then
                redis.call('ZREM', KEYS[2], unpack(some))
                redis.call('ZREM', KEYS[3], unpack(some))
            end
        end
        if everything then redis.call('UNLINK', KEYS[2], KEYS[3]) end
        return removed
        """)
}
