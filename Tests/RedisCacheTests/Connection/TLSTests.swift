import Foundation
import RedisCache
import SwiftASN1
import TLSTestSupport
import TestSupport
import Testing
import X509

/// Connections that are encrypted, to a redis-server that speaks nothing else.
@Suite(.timeLimit(.minutes(30)))
struct TLSTests {
    /// A certificate for the name that every machine knows itself by, and for no other.
    private static let localhost: [GeneralName] = [.dnsName("localhost")]

    private func withTLSServer(
        _ names: [GeneralName] = Self.localhost, _ arguments: [String] = [],
        _ body: (RedisServer, TLSFiles) async throws -> Void
    ) async throws {
        let files = try TLSFiles(serverNames: names)
        try await withRedisServer(arguments, certificates: files) { server in try await body(server, files) }
    }

    private func settings(_ url: String) throws -> RedisSettings {
        var settings = try RedisSettings(url: url)
        settings.commandTimeout = .seconds(20)
        settings.connectTimeout = .seconds(5)
        settings.reconnectDelay = .milliseconds(5)...(.milliseconds(50))
        return settings
    }

    /// Waits until a connection has been refused, and says why.
    private func refusal(
        of url: String, connectTimeout: Duration = .seconds(5)
    ) async throws -> String {
        let log = RecordedLog()
        var settings = try self.settings(url)
        settings.connectTimeout = connectTimeout
        let redis = RedisConnection(settings, logger: log.logger())
        try await eventually { !log.warnings.isEmpty }
        #expect(redis.state != .connected)
        await #expect(throws: RedisError.self) { try await redis.ping() }
        await redis.shutdown()
        return log.reasons[0]
    }

    // MARK: Accepted

    @Test func commandsOfEverySizeTravelEncrypted() async throws {
        try await self.withTLSServer { server, files in
            let url = "rediss://localhost:\(server.port)/2?ssl_ca_certs=\(files.path("authority.pem"))"
            try await withConnection(try self.settings(url)) { scope in
                let redis = scope.redis
                // Around the length of a record (16 KiB), and beyond what the socket takes at once.
                for size in [0, 1, 16_383, 16_384, 16_385, 5_000_000] {
                    let value = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                    try await redis.send(.set("key", value))
                    #expect(try await redis.send(.get("key")) == value)
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            let value = [UInt8](repeating: UInt8(number), count: 20_000)
                            try await redis.send(.set("key-\(number)", value))
                            #expect(try await redis.send(.get("key-\(number)")) == value)
                        }
                    }
                    try await group.waitForAll()
                }
                let info: String = try await redis.send(RedisCommand("CLIENT", ["INFO"]))
                #expect(info.contains(" db=2 "))
            }
        }
    }

    @Test func anAddressIsProvenToo() async throws {
        let address = GeneralName.ipAddress(.init(contentBytes: [127, 0, 0, 1]))
        try await self.withTLSServer([address]) { server, files in
            let authorities = "ssl_ca_certs=\(files.path("authority.pem"))"
            try await withConnection(try self.settings("rediss://127.0.0.1:\(server.port)?\(authorities)")) { scope in
                try await scope.redis.ping()
            }
            let refusal = try await self.refusal(of: "rediss://localhost:\(server.port)?\(authorities)")
            #expect(refusal.contains("hostname mismatch"))
        }
    }

    @Test func userAndPasswordAreSentOnTheEncryptedConnection() async throws {
        let user = ["--user", "shop", "on", ">s3cret", "~*", "&*", "+@all", "--user", "default", "off"]
        try await self.withTLSServer(Self.localhost, user) { server, files in
            let authorities = "ssl_ca_certs=\(files.path("authority.pem"))"
            let url = "rediss://shop:s3cret@localhost:\(server.port)?\(authorities)"
            try await withConnection(try self.settings(url)) { scope in
                let name: String = try await scope.redis.send(RedisCommand("ACL", ["WHOAMI"]))
                #expect(name == "shop")
            }
        }
    }

    @Test func aServerThatAsksForACertificateGetsIt() async throws {
        try await self.withTLSServer(Self.localhost, ["--tls-auth-clients", "yes"]) { server, files in
            let plain = "rediss://localhost:\(server.port)?ssl_ca_certs=\(files.path("authority.pem"))"
            let identity = "&ssl_certfile=\(files.path("client.pem"))&ssl_keyfile=\(files.path("client.key"))"
            try await withConnection(try self.settings(plain + identity)) { scope in try await scope.redis.ping() }
            // The server says so or just closes: it does not wait for what was sent meanwhile.
            let refusal = try await self.refusal(of: plain)
            #expect(refusal.contains("certificate required") || refusal.contains("closed the connection"))
        }
    }

    @Test func afterAnOutageItIsEncryptedAgainWithTheFilesOfThatMoment() async throws {
        try await self.withTLSServer { server, files in
            let url = "rediss://localhost:\(server.port)?ssl_ca_certs=\(files.path("authority.pem"))"
            try await withConnection(try self.settings(url)) { scope in
                try await scope.redis.ping()
                server.kill()
                try await eventually { scope.redis.state == .reconnecting }
                try files.replace(by: try TLSFiles(serverNames: Self.localhost))
                try await server.launch()
                try await scope.redis.waitUntilConnected()
                try await scope.redis.ping()
            }
        }
    }

    @Test func theNearCacheHearsOfChangesEncrypted() async throws {
        try await self.withTLSServer { server, files in
            let url = "rediss://localhost:\(server.port)?ssl_ca_certs=\(files.path("authority.pem"))"
            try await withConnection(try self.settings(url)) { scope in
                let (reader, writer) = (try await scope.nearCache(), scope.cache())
                try await reader.keepsInMemory("k", "old")
                await writer.invalidate("n", "k")
                try await eventually { reader.memory("k") == nil }
                #expect(try await reader.cached(namespace: "n", key: "k") { "new" } == "new")
                await reader.shutDown()
            }
        }
    }

    // MARK: Refused

    @Test func whoIsUntrustedIsNotTalkedTo() async throws {
        try await self.withTLSServer { server, _ in
            // The system knows nothing of the tests' authority, and another authority did not sign this certificate.
            let other = try TLSFiles(serverNames: Self.localhost)
            for parameters in ["", "?ssl_ca_certs=\(other.path("authority.pem"))"] {
                let refusal = try await self.refusal(of: "rediss://:s3cret@localhost:\(server.port)\(parameters)")
                #expect(refusal.contains("the server's certificate is not accepted"))
                #expect(!refusal.contains("s3cret"))
            }
        }
    }

    @Test func whoIsSomebodyElseIsNotTalkedTo() async throws {
        try await self.withTLSServer([.dnsName("redis.example")]) { server, files in
            let url = "rediss://localhost:\(server.port)?ssl_ca_certs=\(files.path("authority.pem"))"
            let refusal = try await self.refusal(of: url)
            #expect(refusal.contains("hostname mismatch"))
        }
    }

    @Test func oldProtocolsAreNotSpoken() async throws {
        // This level of security lets OpenSSL's other side speak TLS 1.1, which it would refuse as well otherwise.
        let old = ["--tls-protocols", "TLSv1.1", "--tls-ciphers", "ALL:@SECLEVEL=0"]
        try await self.withTLSServer(Self.localhost, old) { server, files in
            let url = "rediss://localhost:\(server.port)?ssl_ca_certs=\(files.path("authority.pem"))"
            let refusal = try await self.refusal(of: url)
            #expect(refusal.contains("protocol version"))
        }
    }

    @Test func aPlainServerIsNotTalkedToEncrypted() async throws {
        try await withRedisServer { server in
            // Redis waits for the end of what it takes for a very long command.
            let refusal = try await self.refusal(
                of: "rediss://localhost:\(server.port)", connectTimeout: .milliseconds(200))
            #expect(refusal.contains("no answer to TLS' first words"))
        }
    }

    @Test func anEncryptedServerIsNotTalkedToPlainly() async throws {
        try await self.withTLSServer { server, _ in
            _ = try await self.refusal(of: "redis://localhost:\(server.port)")
        }
    }

    @Test func aServerThatNeverAnswersIsGivenUp() async throws {
        try await self.withTLSServer { server, files in
            server.pause()
            defer { server.resume() }
            let url = "rediss://localhost:\(server.port)?ssl_ca_certs=\(files.path("authority.pem"))"
            let refusal = try await self.refusal(of: url, connectTimeout: .milliseconds(100))
            #expect(refusal.contains("no answer"))
        }
    }

    // MARK: Files

    @Test func filesThatCannotBeUsedAreFoundInTheURL() throws {
        let (files, others) = (try TLSFiles(serverNames: Self.localhost), try TLSFiles(serverNames: Self.localhost))
        let certificate = "ssl_certfile=\(files.path("client.pem"))"
        for (parameters, reason) in [
            ("ssl_ca_certs=/nowhere.pem", "ssl_ca_certs can't be used"),
            ("ssl_ca_certs=\(files.path("client.key"))", "ssl_ca_certs can't be used"),
            (certificate, "go together"),
            ("\(certificate)&ssl_keyfile=\(others.path("client.key"))", "ssl_keyfile can't be used"),
            ("ssl_certfile=\(files.path("client.key"))&ssl_keyfile=x", "ssl_certfile can't be used"),
            ("ssl_cert_reqs=none", "the parameters of rediss:// are"),
            ("ssl_ca_certs", "the parameters of rediss:// are"),
            ("\(certificate)&\(certificate)", "ssl_certfile is given twice"),
        ] {
            let error = try #require(throws: RedisError.self) {
                try RedisSettings(url: "rediss://:s3cret@localhost?\(parameters)")
            }
            #expect(error.code == .invalidURL)
            #expect(error.description.contains(reason), "\(error)")
            #expect(!error.debugDescription.contains("s3cret"))
        }
    }
}
