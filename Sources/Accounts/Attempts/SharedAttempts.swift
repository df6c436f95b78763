import RedisCache

/// Counts failed logins in Redis, so that all instances count together. How a count works is told at ``AttemptLimit``
/// and ``AttemptCount``.
struct SharedAttempts: Sendable {
    /// Counts an attempt unless it must wait, in one step: of many at once, no more get through than one after the
    /// other would.
    ///
    /// KEYS: the counts of account and network together, of the account, and of the network; what says that the pair
    /// is known, which makes the other counts not matter. ARGV: for each count the free failures, and the first and
    /// the longest wait. Gives how long the attempt must wait, and, if not at all, how long the next one must if this one
    /// fails. All times are in milliseconds.
    private static let begin = RedisScript(
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local isKnown = redis.call('EXISTS', KEYS[4]) == 1
        local counts, wait, next = {}, 0, 0
        for i = 1, 3 do
            local state = redis.call('HMGET', KEYS[i], 'failures', 'since', 'opens')
            counts[i] = { tonumber(state[1] or '0'), tonumber(state[2] or '0'), tonumber(state[3] or '0') }
            if i == 1 or not isKnown then wait = math.max(wait, counts[i][3] - now) end
        end
        if wait > 0 then return { wait, 0 } end
        for i = 1, 3 do
            local free, first, longest = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
            local failures, since, opens = counts[i][1], counts[i][2], 0
            local forgotten = math.min(failures, math.floor((now - since) / longest))
            failures = failures + 1 - forgotten
            since = failures == 1 and now or since + forgotten * longest
            if failures >= free then
                opens = now + math.min(longest, first * 2 ^ math.min(failures - free, 20))
                if i == 1 or not isKnown then next = math.max(next, opens - now) end
            end
            redis.call(
                'HSET', KEYS[i], 'failures', failures, 'since', string.format('%.0f', since),
                'opens', string.format('%.0f', opens))
            redis.call('PEXPIRE', KEYS[i], string.format('%.0f', since + failures * longest - now))
        end
        return { 0, next }
        """)

    /// Takes an attempt back, and forgets the failures of a pair whose password was right, which is known from then on.
    ///
    /// KEYS: as above. ARGV: how long the pair is known, 0 if the password was not right; the free failures of each
    /// count.
    private static let end = RedisScript(
        """
        if ARGV[1] ~= '0' then
            redis.call('DEL', KEYS[1])
            redis.call('SET', KEYS[4], '', 'PX', ARGV[1])
        end
        for i = 1, 3 do
            local failures = tonumber(redis.call('HGET', KEYS[i], 'failures') or '0') - 1
            if failures == 0 then
                redis.call('DEL', KEYS[i])
            elseif failures > 0 then
                redis.call('HSET', KEYS[i], 'failures', failures)
                if failures < tonumber(ARGV[i + 1]) then redis.call('HSET', KEYS[i], 'opens', 0) end
            end
        end
        return 0
        """)

    let redis: RedisConnection
    let prefix: String
    let limits: [AttemptLimit]

    /// - Throws: ``RedisError``; `CancellationError`.
    func begin(_ keys: AttemptKeys) async throws -> AttemptStart {
        let arguments = self.limits.flatMap { limit -> [RedisArgument] in
            [.integer(limit.free), .integer(limit.first), .integer(limit.longest)]
        }
        let waits = try await self.redis.run(
            Self.begin, keys: self.names(keys), arguments: arguments, as: [Int].self)
        return AttemptStart(wait: waits[0], locksOut: waits[1] > 0)
    }

    /// - Parameter known: how long the pair is known, in milliseconds, if the password was right.
    /// - Throws: ``RedisError``; `CancellationError`.
    func end(_ keys: AttemptKeys, known: Int?) async throws {
        _ = try await self.redis.run(
            Self.end, keys: self.names(keys),
            arguments: [.integer(known ?? 0)] + self.limits.map { .integer($0.free) }, as: Int.self)
    }

    /// Forgets the failures of an account, from everywhere and from the network.
    ///
    /// - Throws: ``RedisError``; `CancellationError`.
    func forgive(_ keys: AttemptKeys) async throws {
        _ = try await self.redis.send(.unlink(keys.ofAccount.map { "\(self.prefix):\($0)" }))
    }

    private func names(_ keys: AttemptKeys) -> [RedisArgument] {
        (keys.counted + [keys.known]).map { .string("\(self.prefix):\($0)") }
    }
}
