/// What is said first on every new connection.
struct Handshake {
    private enum Step {
        case authenticate, selectDatabase, setName, ping
    }

    private let steps: [Step]
    let commands: [RedisCommand<String>]

    init(_ settings: RedisSettings) {
        var script: [(Step, RedisCommand<String>)] = []
        if let credentials = settings.credentials { script.append((.authenticate, .authenticate(credentials))) }
        if settings.database != 0 { script.append((.selectDatabase, .select(database: settings.database))) }
        script.append((.setName, .setClientName(settings.clientName)))
        // The last word decides: while a server loads its data, it takes all of the above and refuses this.
        script.append((.ping, .ping))
        self.steps = script.map(\.0)
        self.commands = script.map(\.1)
    }

    /// - Throws: ``RedisError`` if the connection can't be used.
    func check(_ replies: [RedisValue]) throws(RedisError) {
        for (step, reply) in zip(self.steps, replies) {
            guard case .error(let message) = reply else { continue }
            switch step {
            case .authenticate: throw RedisError(.authenticationFailed, command: "AUTH", detail: message)
            case .selectDatabase: throw RedisError(.server, command: "SELECT", detail: message)
            case .setName: break  // A name is a courtesy; an ACL may forbid it.
            case .ping:
                // A user who may not PING has been answered nevertheless.
                if message.hasPrefix("NOPERM") { break }
                let isRefused = message.hasPrefix("NOAUTH")
                throw RedisError(isRefused ? .authenticationFailed : .server, command: "PING", detail: message)
            }
        }
    }
}
