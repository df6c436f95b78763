extension RedisError {
    /// The description and what the server or the system said, for the log. It can't forge lines, whatever it quotes.
    var reason: String {
        self.detail.isEmpty ? self.description : "\(self): \(self.detail.escapingControls)"
    }

    /// What makes a reason another one. That a server has gone shows in several ways, one after the other.
    var kind: String {
        switch self.code {
        case .connectionLost, .timedOut, .notConnected: "unreachable"
        case .tlsFailed: "\(self.code) \(self.detail)"
        default: "\(self.code) \(self.serverCode ?? "")"
        }
    }

    /// Whether it says that there is no connection, rather than that Redis refused something.
    var isOutage: Bool { [.notConnected, .connectionLost, .notPrimary, .shutDown].contains(self.code) }

    /// Whether Redis' ACL forbids what was asked.
    var isForbidden: Bool {
        self.code == .server
            && (self.detail.hasPrefix("NOPERM") || self.detail.contains("The user executing the script can't"))
    }
}

extension RedisValue {
    /// Why a server that answers like this is not the primary any more; nil if it may be.
    ///
    /// Before Redis 7 a script's error is quoted within another one.
    var notPrimaryError: RedisError? {
        guard case .error(let message) = self else { return nil }
        guard
            message.hasPrefix("READONLY ") || message.hasPrefix("MASTERDOWN ")
                || (message.hasPrefix("ERR Error running script") && message.contains("-READONLY "))
        else { return nil }
        return RedisError(.notPrimary, detail: message)
    }
}
