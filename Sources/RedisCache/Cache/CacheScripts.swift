/// What the cache does inside Redis, where nothing comes in between.
///
/// Entries are addressed by their names, so the scripts need a single server, not a cluster.
///
/// All scripts but ``invalidate`` and ``readSeveral`` take the keys of ``CacheNamespace/keys(of:)``, as many as they need, and begin their
/// arguments with the server's run and the entry's key.
enum CacheScripts {
    /// Gives the entry if it counts, else false.
    ///
    /// What an invalidation would not find does not count: an entry that the namespace's list does not name, because
    /// Redis has evicted the list, and an entry of another run of the server, which may have come back from a dump that
    /// is older than an invalidation.
    private static let entry = """
        local function entry()
            if redis.call('GET', KEYS[3]) ~= ARGV[1] then return false end
            if not redis.call('ZSCORE', KEYS[2], ARGV[2]) then return false end
            return redis.call('GET', KEYS[1])
        end

        """

    /// Gives the token in a key, made now if this run of the server has none.
    private static let token = """
        local function token(key, run, new)
            local found = redis.call('GET', key)
            if found and string.sub(found, 1, #run) == run then return found end
            redis.call('SET', key, new)
            return new
        end

        """

    /// Reads an entry and the milliseconds that it has left.
    ///
    /// KEYS: entry, list of keys, run.
    static let read = RedisScript(
        entry + """
            return { entry(), redis.call('PTTL', KEYS[1]) }
            """)

    /// Reads several entries that count, and the milliseconds that each has left, as ``read`` does; and gives with each the
    /// token, made now if this run of the server has none, with which it may be stored if it is missing.
    ///
    /// KEYS: list of keys, run, token, and of each entry itself and its group's token. ARGV: run, the token to set if there is
    /// none, the keys of the entries.
    static let readSeveral = RedisScript(
        token + """
            local own = token(KEYS[3], ARGV[1], ARGV[2])
            local counts = redis.call('GET', KEYS[2]) == ARGV[1]
            local found = {}
            for i = 3, #ARGV do
                local key = KEYS[2 * i - 2]
                local entry = false
                if counts and redis.call('ZSCORE', KEYS[1], ARGV[i]) then entry = redis.call('GET', key) end
                local life = entry and redis.call('PTTL', key) or 0
                found[i - 2] = { own .. token(KEYS[2 * i - 1], ARGV[1], ARGV[2]), entry, life }
            end
            return found
            """)

    /// Begins a fill: gives its token, made now if this run of the server has none; the entry, if it was
    /// stored since the caller looked; and whether the caller is the one to execute. It is unless another process holds
    /// the entry's lease under the same token: a lease of another token belongs to a fill that can't be stored any more.
    ///
    /// KEYS: entry, list of keys, run, lease, token, the group's token. ARGV: run, key, the token to set if there is none, the
    /// caller's name, the milliseconds of its lease, 1 to execute although there is an entry.
    static let lease = RedisScript(
        entry + token + """
            local token = token(KEYS[5], ARGV[1], ARGV[3]) .. token(KEYS[6], ARGV[1], ARGV[3])
            local entry = entry()
            if entry and ARGV[6] == '0' then return { token, entry, 1 } end
            local holder = redis.call('GET', KEYS[4])
            local own = token .. ARGV[4]
            if holder and holder ~= own and string.sub(holder, 1, #token) == token then return { token, entry, 0 } end
            redis.call('SET', KEYS[4], own, 'PX', ARGV[5])
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

    /// Looks what became of another process' lease: the entry, and whether the lease still runs.
    ///
    /// KEYS: entry, list of keys, run, lease.
    static let poll = RedisScript(
        entry + """
            return { entry(), redis.call('EXISTS', KEYS[4]) }
            """)

    /// Stores an entry, unless its namespace or its group has another token than the one that the fill began with, or none,
    /// or the token is of another run.
    ///
    /// Lists that are not of this run, or of which one is missing, are begun anew; nothing that they named counts from
    /// then on. The change of the run's key tells processes to forget what they have of the namespace in memory.
    ///
    /// Keys that have expired are taken off the lists, at most a hundred at a time, so that the lists don't outgrow the
    /// entries, and a second late, so that no key is missing while its entry lives. The lease, if it is still the
    /// fill's, ends here.
    ///
    /// A tag is listed like a key: the byte 255, the tag, the byte 255, the key. So it is lost only with the list, and
    /// expires with the entry.
    ///
    /// KEYS: entry, list of keys, run, lease, token, the group's token, expiries. ARGV: run, key, expected token or an empty string, the
    /// name of the lease's holder, bytes, milliseconds to live, the moment at which it ends in any case or an empty string,
    /// tags. The command may have waited, and the server's clock may differ: the earlier end counts. A key is
    /// still there in the millisecond of its expiry.
    static let store = RedisScript(
        """
        if ARGV[3] ~= '' then
            if redis.call('GET', KEYS[4]) == ARGV[3] .. ARGV[4] then redis.call('DEL', KEYS[4]) end
            if (redis.call('GET', KEYS[5]) or '') .. (redis.call('GET', KEYS[6]) or '') ~= ARGV[3] then return 0 end
            if string.sub(ARGV[3], 1, #ARGV[1]) ~= ARGV[1] then return 0 end
        end
        if redis.call('GET', KEYS[3]) ~= ARGV[1] or redis.call('EXISTS', KEYS[2], KEYS[7]) < 2 then
            redis.call('UNLINK', KEYS[2], KEYS[7])
            redis.call('SET', KEYS[3], ARGV[1])
        end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local life = tonumber(ARGV[6])
        if ARGV[7] ~= '' then life = math.min(life, ARGV[7] - now - 1) end
        if life < 1 then return 0 end
        redis.call('SET', KEYS[1], ARGV[5], 'PX', string.format('%.0f', life))
        local listed = { ARGV[2] }
        for i = 8, #ARGV do listed[#listed + 1] = '\\255' .. ARGV[i] .. '\\255' .. ARGV[2] end
        for i = 1, #listed do
            redis.call('ZADD', KEYS[2], 0, listed[i])
            redis.call('ZADD', KEYS[7], string.format('%.0f', now + life), listed[i])
        end
        local expired = redis.call(
            'ZRANGEBYSCORE', KEYS[7], '-inf', string.format('%.0f', now - 1000), 'LIMIT', 0, 100)
        if #expired > 0 then
            redis.call('ZREM', KEYS[2], unpack(expired))
            redis.call('ZREM', KEYS[7], unpack(expired))
        end
        return 1
        """)

    /// Removes entries, and their tokens, so that no fill of one under way can store what it read before: the tokens of the
    /// groups whose keys are meant, or, where these may be any, the namespace's.
    ///
    /// Removing a token instead of changing it works without memory to spare; the next fill makes another, which is
    /// random and therefore new. Keys with a common beginning are found by their order, whatever else the namespace
    /// holds (no byte of UTF-8 is 255, so that ends the range); other patterns are matched against all its keys. The
    /// empty beginning means everything, and the lists go as a whole.
    ///
    /// If a list is missing, it may have been evicted, and the entries that it named are not found. They count no longer
    /// in Redis, and the end of the run's key tells processes to forget what they have of the namespace in memory.
    ///
    /// KEYS: list of keys, expiries, run, tokens. ARGV: what precedes a key in an entry's name, how many exact keys, how
    /// many beginnings of keys and how many tags follow, these, and then patterns. Gives how many entries were removed.
    static let invalidate = RedisScript(
        """
        for i = 4, #KEYS do redis.call('UNLINK', KEYS[i]) end
        if redis.call('EXISTS', KEYS[1], KEYS[2]) < 2 then redis.call('UNLINK', KEYS[3]) end
        local doomed = {}
        local keys = 4 + ARGV[2]
        local prefixes = keys + ARGV[3]
        local tags = prefixes + ARGV[4]
        for i = 5, keys do doomed[#doomed + 1] = ARGV[i] end
        local everything = false
        for i = keys + 1, prefixes do
            if ARGV[i] == '' then everything = true end
            local range = redis.call('ZRANGEBYLEX', KEYS[1], '[' .. ARGV[i], '(' .. ARGV[i] .. '\\255')
            for j = 1, #range do doomed[#doomed + 1] = range[j] end
        end
        for i = prefixes + 1, tags do
            local tag = '\\255' .. ARGV[i] .. '\\255'
            local range = redis.call('ZRANGEBYLEX', KEYS[1], '[' .. tag, '(' .. tag .. '\\255')
            for j = 1, #range do
                doomed[#doomed + 1] = range[j]
                doomed[#doomed + 1] = string.sub(range[j], #tag + 1)
            end
        end
        for i = tags + 1, #ARGV do
            local cursor = '0'
            repeat
                local page = redis.call('ZSCAN', KEYS[1], cursor, 'MATCH', ARGV[i], 'COUNT', 1000)
                cursor = page[1]
                for j = 1, #page[2], 2 do
                    if string.byte(page[2][j]) ~= 255 then doomed[#doomed + 1] = page[2][j] end
                end
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
                redis.call('ZREM', KEYS[1], unpack(some))
                redis.call('ZREM', KEYS[2], unpack(some))
            end
        end
        if everything then redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3]) end
        return removed
        """)
}
