/// Counts in Redis, so that all instances of an application count together.
struct SharedWindows: Sendable {
    /// Gives back what was granted and not used, and counts as many of the wanted events as the window has room for,
    /// in one step. How buckets count is told at ``SlidingWindow``.
    ///
    /// KEYS: a hash of buckets and their events. ARGV: limit, window and width of a bucket in milliseconds, wanted
    /// events, returned events, their bucket. Gives how many were granted, their bucket, the milliseconds until it ends,
    /// or until there is room; how many more there is room for, and the milliseconds until the newest counts no longer.
    private static let script = RedisScript(
        """
        local limit, length, width = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        if ARGV[5] ~= '0' and redis.call('HEXISTS', KEYS[1], ARGV[6]) == 1 then
            redis.call('HINCRBY', KEYS[1], ARGV[6], -ARGV[5])
        end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local bucket = math.floor(now / width)
        local oldest = math.floor((now - length + 1) / width)
        local total, counts, left = 0, {}, {}
        local all = redis.call('HGETALL', KEYS[1])
        for i = 1, #all, 2 do
            local place, count = tonumber(all[i]), tonumber(all[i + 1])
            if place < oldest then
                left[#left + 1] = all[i]
            else
                total = total + count
                counts[#counts + 1] = { place, count }
            end
        end
        if #left > 0 then redis.call('HDEL', KEYS[1], unpack(left)) end
        local granted = math.min(tonumber(ARGV[4]), limit - total)
        if granted > 0 then
            redis.call('HINCRBY', KEYS[1], string.format('%.0f', bucket), string.format('%.0f', granted))
            redis.call('PEXPIRE', KEYS[1], length + 2 * width)
            return { granted, bucket, (bucket + 1) * width - now, limit - total - granted,
                (bucket + 1) * width - 1 + length - now }
        end
        table.sort(counts, function(a, b) return a[1] < b[1] end)
        local place, newest = nil, bucket
        for i = 1, #counts do
            if counts[i][2] > 0 then newest = counts[i][1] end
            total = total - counts[i][2]
            if place == nil and total < limit then place = counts[i][1] end
        end
        place = place or newest
        return { 0, 0, (place + 1) * width - 1 + length - now, 0, (newest + 1) * width - 1 + length - now }
        """)

    let redis: RedisConnection
    let prefix: String
    let window: SlidingWindow

    /// - Throws: ``RedisError``; `CancellationError`.
    func take(_ key: String, _ wanted: Int, returning rest: Int, of bucket: Int) async throws -> Grant {
        try await self.redis.run(
            Self.script, keys: ["\(self.prefix):\(key)"],
            arguments: [
                .integer(self.window.limit), .integer(self.window.length), .integer(self.window.width),
                .integer(wanted), .integer(rest), .integer(bucket),
            ], as: Grant.self)
    }
}
