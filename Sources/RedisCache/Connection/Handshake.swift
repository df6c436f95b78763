/// What is said first on every new connection.
struct Handshake {
    private enum Step {
        case authenticate, selectDatabase, setName, report, ping
    }

    private let steps: [Step]
    let commands: [RedisCommand<String>]

    init(_ settings: RedisSettings) {
        var script: [(Step, RedisCommand<String>)] = []
        if let credentials = settings.credentials { script.append((.authenticate, .authenticate(credentials))) }
        if settings.database != 0 { script.append((.selectDatabase, .select(database: settings.database))) }
        script.append((.setName, .setClientName(settings.clientName)))
        script.append((.report, RedisCommand("INFO")))
        // The last word decides: while a server loads its data, it takes all of the above and refuses this.
        script.append((.ping, .ping))
        self.steps = script.map(\.0)
        self.commands = script.map(\.1)
    }

    /// - Returns: what the server says of itself; nil if an ACL forbids it to.
    /// - Throws: ``RedisError`` if the connection can't be used.
    func check(_ replies: [RedisValue]) throws(RedisError) -> ServerReport? {
        var report: ServerReport?
        for (step, reply) in zip(self.steps, replies) {
            guard case .error(let message) = reply else {
                if step == .report, case .bytes(let bytes) = reply {
                    report = ServerReport(String(decoding: bytes, as: UTF8.self))
                }
                continue
            }
            switch step {
            case .authenticate: throw RedisError(.authenticationFailed, command: "AUTH", detail: message)
            case .selectDatabase: throw RedisError(.server, command: "SELECT", detail: message)
            // A name is a courtesy, and so is the report; an ACL may forbid both.
            case .setName, .report: break
            case .ping:
                // A user whose ACL forbids PING has been answered nevertheless.
                if message.hasPrefix("NOPERM") { break }
                let isRefused = message.hasPrefix("NOAUTH")
                throw RedisError(isRefused ? .authenticationFailed : .server, command: "PING", detail: message)
            }
        }
        try report?.checkPrimary()
        return report
    }
}
