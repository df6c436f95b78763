/// The parts of a connection string.
///
/// No message quotes a piece of the string: where it is malformed, any piece may be the password.
struct RedisURL {
    var endpoint: RedisEndpoint
    var credentials: RedisCredentials?
    var database = 0

    init(_ url: String) throws(RedisError) {
        let (scheme, behind) = Self.split(url[...], at: ":")
        guard let behind, behind.utf8.starts(with: "//".utf8) else {
            throw Self.invalid("it must start with redis://, rediss:// or unix://")
        }
        let rest = behind[behind.utf8.index(behind.startIndex, offsetBy: 2)...]
        switch scheme.lowercased() {
        case "redis": try self.init(tcp: rest)
        case "rediss": try self.init(tls: rest)
        case "unix": try self.init(unixSocket: rest)
        default: throw Self.invalid("it must start with redis://, rediss:// or unix://")
        }
    }

    private init(tcp rest: Substring) throws(RedisError) {
        let (address, query) = Self.split(rest, at: "?")
        guard query == nil else { throw Self.invalid("redis:// takes no parameters after a question mark") }
        try self.init(address) { host, port in .tcp(host: host, port: port) }
    }

    private init(tls rest: Substring) throws(RedisError) {
        let (address, query) = Self.split(rest, at: "?")
        let tls = try RedisTLS(parameters: query ?? "")
        try self.init(address) { host, port in .tls(host: host, port: port, tls) }
    }

    private init(_ address: Substring, endpoint: (String, Int) -> RedisEndpoint) throws(RedisError) {
        let (authority, path) = Self.split(address, at: "/")
        let (userInfo, hostAndPort) = Self.splitUserInfo(authority)
        self.credentials = try Self.credentials(userInfo)
        let (host, port) = try Self.hostAndPort(hostAndPort)
        self.endpoint = endpoint(host, port)
        if let path, !path.isEmpty { self.database = try Self.database(path) }
    }

    private init(unixSocket rest: Substring) throws(RedisError) {
        let (address, query) = Self.split(rest, at: "?")
        guard let slash = address.firstIndex(of: "/") else {
            throw Self.invalid("unix:// needs an absolute path, as in unix:///run/redis.sock")
        }
        let (userInfo, host) = Self.splitUserInfo(address[..<slash])
        guard host.isEmpty else {
            throw Self.invalid("unix:// takes a path and no host, as in unix:///run/redis.sock")
        }
        self.credentials = try Self.credentials(userInfo)
        let path = try Self.percentDecoded(address[slash...])
        // The size of sockaddr_un.sun_path with its terminating zero.
        guard path.utf8.count < 108 else { throw Self.invalid("the path of a Unix socket has at most 107 bytes") }
        self.endpoint = .unixSocket(path: path)
        guard let query, !query.isEmpty else { return }
        guard query.hasPrefix("db=") else { throw Self.invalid("the only parameter of unix:// is db, as in ?db=1") }
        self.database = try Self.database(query.dropFirst(3))
    }

    private static func credentials(_ userInfo: Substring?) throws(RedisError) -> RedisCredentials? {
        guard let userInfo, !userInfo.isEmpty else { return nil }
        let (user, password) = self.split(userInfo, at: ":")
        guard let password else {
            throw self.invalid("a user name needs a password; a password alone is written redis://:password@host")
        }
        return RedisCredentials(
            user: user.isEmpty ? nil : try self.percentDecoded(user), password: try self.percentDecoded(password))
    }

    private static func hostAndPort(_ text: Substring) throws(RedisError) -> (String, Int) {
        var host = text
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw self.invalid("the bracket of the address is open") }
            host = text[text.index(after: text.startIndex)..<end]
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else {
                throw self.invalid("only a port may follow the address")
            }
            port = after.isEmpty ? nil : after.dropFirst()
        } else {
            (host, port) = self.split(text, at: ":")
        }
        guard !host.isEmpty else { throw self.invalid("the host is missing") }
        guard let port else { return (String(host), 6379) }
        guard let number = self.number(port), (1...65535).contains(number) else {
            throw self.invalid(
                "the port must be a number from 1 to 65535; special characters in a password are percent-encoded")
        }
        return (String(host), number)
    }

    private static func database(_ text: Substring) throws(RedisError) -> Int {
        guard let number = self.number(text) else { throw self.invalid("the database must be a number, as in /0") }
        return number
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    static func percentDecoded(_ text: Substring) throws(RedisError) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(Self.hexValue), let low = rest.popFirst().flatMap(Self.hexValue)
            else { throw self.invalid("a percent sign must be followed by two hexadecimal digits (%25 is the sign)") }
            bytes.append(high << 4 | low)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw self.invalid("the percent-encoded bytes are not text")
        }
        return decoded
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt8.init)
    }

    /// Separators are looked for among the scalars: a mark behind one would make another character of both.
    static func split(_ text: Substring, at separator: Unicode.Scalar) -> (Substring, Substring?) {
        let scalars = text.unicodeScalars
        guard let index = scalars.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<index], text[scalars.index(after: index)...])
    }

    /// The last @ ends the user information, so that a password with an unescaped @ still works.
    private static func splitUserInfo(_ authority: Substring) -> (Substring?, Substring) {
        let scalars = authority.unicodeScalars
        guard let at = scalars.lastIndex(of: "@") else { return (nil, authority) }
        return (authority[..<at], authority[scalars.index(after: at)...])
    }

    static func invalid(_ reason: String) -> RedisError {
        RedisError(.invalidURL, detail: reason)
    }
}
