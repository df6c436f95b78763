import TestSupport
import Testing

@testable import ObjectStore

@Suite(S3Suite()) struct S3StoreTests {
    private var server: S3Server { get throws { try #require(S3Suite.server) } }

    private func failure(_ work: () async throws -> Void) async -> ObjectStoreError.Code? {
        do {
            try await work()
            return nil
        } catch {
            return (error as? ObjectStoreError)?.code
        }
    }

    /// Asks a server of the test's own for an object.
    private func get(
        from process: ServerProcess, timeout: Duration = .seconds(10)
    ) async throws -> ObjectStoreError.Code? {
        defer { process.remove() }
        var settings = try self.server.settings(bucket: "pictures", port: process.port)
        settings.timeout = timeout
        let store = try S3Store(settings)
        let code = await self.failure { _ = try await store.get("a") }
        await store.shutDown()
        return code
    }

    @Test func aWrongSecretIsRefused() async throws {
        try await withS3Store { store in
            try await store.put("a", [1], contentType: "x/y")
            let (bucket, secret) = (store.settings.bucket, store.settings.secretAccessKey)
            let stranger = try S3Store(self.server.settings(bucket: bucket, secret: "x" + secret))
            #expect(await self.failure { _ = try await stranger.get("a") } == .refused)
            #expect(await self.failure { try await stranger.put("a", [2], contentType: "x/y") } == .refused)
            #expect(await self.failure { try await stranger.delete("a") } == .refused)
            #expect(await self.failure { _ = try await stranger.list("") } == .refused)
            await stranger.shutDown()
            #expect(try await store.get("a").collect(upTo: 1) == [1])
        }
    }

    /// The first shows that what stands between does no harm by itself.
    @Test(arguments: [("/secret-a", nil), ("/secret-b", ObjectStoreError.Code.refused)])
    func aRequestThatIsChangedOnItsWayIsRefused(path: String, code: ObjectStoreError.Code?) async throws {
        try await withS3Store { store in
            for key in ["secret-a", "secret-b"] { try await store.put(key, [1], contentType: "x/y") }
            let between = try await StubServer.replacing("/secret-a", by: path, before: self.server.port)
            defer { between.remove() }
            let victim = try S3Store(self.server.settings(bucket: store.settings.bucket, port: between.port))
            #expect(await self.failure { _ = try await victim.get("secret-a") } == code)
            await victim.shutDown()
        }
    }

    @Test func aBucketThatIsNotThereIsNoMissingObject() async throws {
        let store = try S3Store(self.server.settings(bucket: "nowhere"))
        #expect(await self.failure { _ = try await store.get("a") } == .refused)
        #expect(await self.failure { try await store.put("a", [1], contentType: "x/y") } == .refused)
        await store.shutDown()
    }

    @Test func anObjectThatIsReplacedWhileItIsReadIsNotMixed() async throws {
        try await withS3Store { store in
            try await store.put("a", Array(repeating: 1, count: 3000), contentType: "x/y")
            var pieces = try await store.get("a").bytes.makeAsyncIterator()
            #expect(try await pieces.next()?.count == 1024)
            try await store.put("a", Array(repeating: 2, count: 3000), contentType: "x/y")
            #expect(await self.failure { _ = try await pieces.next() } == .corrupt)
        }
    }

    @Test func aServerThatIsNotThereCantBeReached() async throws {
        let store = try S3Store(self.server.settings(bucket: "pictures", port: 1))
        #expect(await self.failure { _ = try await store.get("a") } == .unreachable)
        await store.shutDown()
    }

    @Test func aServerThatClosesTheConnectionCantBeReached() async throws {
        #expect(try await self.get(from: StubServer.closing()) == .unreachable)
    }

    @Test func aServerThatIsSilentIsGivenUp() async throws {
        let start = ContinuousClock.now
        #expect(try await self.get(from: StubServer.silent(), timeout: .milliseconds(300)) == .unreachable)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func anAnswerThatIsTooLongIsBrokenOff() async throws {
        #expect(try await self.get(from: StubServer.endless()) == .tooLarge)
    }

    @Test func aTaskThatIsCancelledStopsWaiting() async throws {
        let process = try await StubServer.silent()
        defer { process.remove() }
        let store = try S3Store(self.server.settings(bucket: "pictures", port: process.port))
        let task = Task { try await store.get("a") }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        await store.shutDown()
    }

    @Test func whatIsAskedOfAStoreThatWasShutDownIsRefused() async throws {
        let store = try S3Store(self.server.settings(bucket: "pictures"))
        await store.shutDown()
        #expect(await self.failure { _ = try await store.get("a") } == .shutDown)
    }

    @Test(arguments: [
        ("ftp://x", "pictures", "us", "k", "s"), ("nothing", "pictures", "us", "k", "s"),
        ("http://x?a", "pictures", "us", "k", "s"), ("http://u@x", "pictures", "us", "k", "s"),
        ("http://x", "p", "us", "k", "s"), ("http://x", "a/b", "us", "k", "s"), ("http://x", "pictures", "", "k", "s"),
        ("http://x", "pictures", "us", "", "s"), ("http://x", "pictures", "us", "k", ""),
        ("http://x", "pictures", "us", "k", "a\nb"),
    ])
    func settingsThatCantWorkAreRefused(
        endpoint: String, bucket: String, region: String, key: String, secret: String
    ) {
        #expect(throws: S3SettingsError.self) {
            try S3Settings(
                endpoint: endpoint, bucket: bucket, region: region, accessKeyID: key, secretAccessKey: secret)
        }
    }

    @Test func aSecretIsNotDescribed() throws {
        let settings = try S3Settings(
            endpoint: "https://x/", bucket: "pictures", region: "us", accessKeyID: "k", secretAccessKey: "hush")
        #expect("\(settings)" == "https://x/pictures")
    }
}
