import Configuration
import Foundation
import ShopAPI
import Testing

@Suite struct SecretFileTests {
    /// Settings of variables, one of which is in a file with some content.
    private func read(
        _ name: String, file content: [UInt8]?, _ variables: [String: String] = [:]
    ) throws -> (settings: Result<Settings, SettingsError>, path: String) {
        let path = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        if let content { try Data(content).write(to: URL(filePath: path)) }
        let variables = variables.merging(["\(name)_FILE": path]) { own, _ in own }
        let config = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables))
        return (Result { () throws(SettingsError) in try Settings(config) }, path)
    }

    @Test(arguments: [
        ("JWT_SECRET", "a secret of mine"), ("MONGODB_URI", "mongodb://u:p@db/shop"),
        ("REDIS_URL", "redis://:p@cache:6380"), ("DEFAULT_ADMIN_PASSWORD", "of my own"),
        ("ENCRYPTION_KEY", "hides"), ("ENCRYPTION_KEY_PREVIOUS", "hid"),
    ])
    func aSecretMayBeInAFile(name: String, value: String) throws {
        for end in ["", "\n", "\r\n"] {
            let settings = try self.read(name, file: Array((value + end).utf8)).settings.get()
            let secrets = [
                settings.jwtSecret, settings.mongodbURI, settings.redisURL, settings.defaultAdminPassword,
                settings.encryptionKey, settings.previousEncryptionKey ?? "",
            ]
            #expect(secrets.contains(value))
        }
    }

    @Test func onlyTheLastLinesEndIsLeftOut() throws {
        let (settings, _) = try self.read("JWT_SECRET_PREVIOUS", file: Array(" two\nlines \n\n".utf8))
        #expect(try settings.get().previousJWTSecret == " two\nlines \n")
    }

    @Test func aSecretMustNotBeInTwoPlaces() throws {
        let (settings, _) = try self.read("JWT_SECRET", file: Array("hidden".utf8), ["JWT_SECRET": "hidden, too"])
        let error = #expect(throws: SettingsError.self) { try settings.get() }
        #expect(error?.problems == ["JWT_SECRET and JWT_SECRET_FILE are both set: remove one of them"])
        // An empty variable is none.
        let (other, _) = try self.read("JWT_SECRET", file: Array("mine".utf8), ["JWT_SECRET": ""])
        #expect(try other.get().jwtSecret == "mine")
    }

    @Test(arguments: [(nil, "can't be read"), ([], "is empty"), ([0x0A], "is empty"), ([0xFF], "is no UTF-8 text")])
    func aFileThatCannotBeUsedStopsTheStart(content: [UInt8]?, reason: String) throws {
        let (settings, path) = try self.read("JWT_SECRET", file: content)
        let error = #expect(throws: SettingsError.self) { try settings.get() }
        #expect(error?.problems == ["JWT_SECRET_FILE=\(path) \(reason)"])
    }

    @Test func aValueThatIsNotAllowedIsNotQuoted() throws {
        let (settings, _) = try self.read("MONGODB_URI", file: Array("http://user:hidden@db".utf8))
        let error = #expect(throws: SettingsError.self) { try settings.get() }
        #expect(error?.description.contains("MONGODB_URI") == true && error?.description.contains("hidden") == false)
    }

    @Test func whatIsNoSecretIsInNoFile() throws {
        let (settings, _) = try self.read("PORT", file: Array("8001".utf8))
        #expect(try settings.get().port == 8000)
    }
}
