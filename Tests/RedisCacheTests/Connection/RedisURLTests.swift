import RedisCache
import Testing

struct RedisURLTests {
    struct Valid: Sendable {
        var url: String
        var endpoint: RedisEndpoint
        var credentials: RedisCredentials?
        var database = 0
    }

    @Test(arguments: [
        Valid(url: "redis://localhost", endpoint: .tcp(host: "localhost", port: 6379)),
        Valid(url: "REDIS://localhost/", endpoint: .tcp(host: "localhost", port: 6379)),
        Valid(url: "redis://10.0.0.1:7000/3", endpoint: .tcp(host: "10.0.0.1", port: 7000), database: 3),
        Valid(url: "redis://[::1]:7000", endpoint: .tcp(host: "::1", port: 7000)),
        Valid(url: "redis://[fe80::1]/2", endpoint: .tcp(host: "fe80::1", port: 6379), database: 2),
        Valid(
            url: "redis://:secret@host", endpoint: .tcp(host: "host", port: 6379),
            credentials: RedisCredentials(password: "secret")),
        Valid(
            url: "redis://shop:p%40ss%3A%2F%25@host:1/1", endpoint: .tcp(host: "host", port: 1),
            credentials: RedisCredentials(user: "shop", password: "p@ss:/%"), database: 1),
        Valid(
            url: "redis://shop:caf%C3%A9@host", endpoint: .tcp(host: "host", port: 6379),
            credentials: RedisCredentials(user: "shop", password: "café")),
        Valid(
            url: "redis://:a@b:c@host", endpoint: .tcp(host: "host", port: 6379),
            credentials: RedisCredentials(password: "a@b:c")),
        // A mark behind a separator makes one character of both, for a reader of characters.
        Valid(
            url: "redis://:\u{301}secret@host", endpoint: .tcp(host: "host", port: 6379),
            credentials: RedisCredentials(password: "\u{301}secret")),
        Valid(
            url: "rediss://shop:secret@host/1", endpoint: .tls(host: "host", port: 6379),
            credentials: RedisCredentials(user: "shop", password: "secret"), database: 1),
        Valid(url: "rediss://[::1]:7000", endpoint: .tls(host: "::1", port: 7000)),
        Valid(url: "unix:///run/redis.sock", endpoint: .unixSocket(path: "/run/redis.sock")),
        Valid(url: "unix:///run/my%20redis.sock?db=4", endpoint: .unixSocket(path: "/run/my redis.sock"), database: 4),
        Valid(
            url: "unix://:secret@/run/redis.sock", endpoint: .unixSocket(path: "/run/redis.sock"),
            credentials: RedisCredentials(password: "secret")),
    ])
    func partsOfValidURLs(_ expected: Valid) throws {
        let settings = try RedisSettings(url: expected.url)
        #expect(settings.endpoint == expected.endpoint)
        #expect(settings.credentials == expected.credentials)
        #expect(settings.database == expected.database)
    }

    @Test(arguments: [
        ("", "must start with redis://, rediss:// or unix://"),
        ("localhost:6379", "must start with redis://, rediss:// or unix://"),
        ("http://:s3cret@localhost", "must start with redis://, rediss:// or unix://"),
        ("rediss://", "the host is missing"),
        ("redis://", "the host is missing"),
        ("redis://:s3cret@:6379", "the host is missing"),
        ("redis://:s3cret@host:", "the port must be a number"),
        ("redis://:s3cret@host:0", "the port must be a number"),
        ("redis://:s3cret@host:65536", "the port must be a number"),
        ("redis://user:s3cret/word@host", "the port must be a number"),
        ("redis://host:+1", "the port must be a number"),
        ("redis://:s3cret@host/cache", "the database must be a number"),
        ("redis://:s3cret@host/-1", "the database must be a number"),
        ("redis://:s3cret@host/99999999999999999999", "the database must be a number"),
        ("redis://s3cret@host", "a user name needs a password"),
        ("redis://:s3cret%4@host", "two hexadecimal digits"),
        ("redis://:s3cret%zz@host", "two hexadecimal digits"),
        ("redis://:s3cret%ff@host", "not text"),
        ("redis://:s3cret%00@host", "not text"),
        ("redis://:s3cret@host?timeout=1", "takes no parameters"),
        ("redis://:s3cret@[::1", "the bracket of the address is open"),
        ("redis://:s3cret@[::1]6379", "only a port may follow"),
        ("unix://:s3cret@host/run/redis.sock", "takes a path and no host"),
        ("unix://redis.sock", "needs an absolute path"),
        ("unix:///run/redis.sock?password=s3cret", "the only parameter"),
    ])
    func invalidURLsSayWhyAndKeepThePassword(url: String, reason: String) throws {
        let error = try #require(throws: RedisError.self) { try RedisSettings(url: url) }
        #expect(error.code == .invalidURL)
        #expect(error.description.contains(reason))
        #expect(!error.description.contains("s3cret"))
        #expect(!error.debugDescription.contains("s3cret"))
    }

    @Test func settingsDoNotShowThePassword() throws {
        let settings = try RedisSettings(url: "redis://shop:s3cret@host")
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings) \(String(reflecting: settings)) \(dumped)".contains("s3cret"))
    }
}
