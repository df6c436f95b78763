import ArgumentParser
import Configuration
import Glibc
import Logging
import RouteKit
import ServiceLifecycle
import ShopAPI
import SystemPackage
import UnixSignals

/// Runs a command with the settings of the environment and of a file `.env`; what goes wrong becomes one line on
/// standard error each and the exit code 1.
func withSettings(_ body: (Settings, Logger) async throws -> Void) async throws {
    var settings = Settings()
    defer { LogOutput.standardOutput.flush() }
    do {
        let file = EnvironmentVariablesProvider(environmentVariables: try DotEnvFile(path: ".env").values)
        settings = try Settings(ConfigReader(providers: [EnvironmentVariablesProvider(), file]))
        try await body(settings, makeLogger(settings.logLevel))
    } catch {
        for problem in StartError(error, settings).problems { report(problem) }
        throw ExitCode(1)
    }
}

/// Lends a shop with its connections, and closes them.
func withBackend(_ settings: Settings, _ logger: Logger, _ body: (Backend) async throws -> Void) async throws {
    let backend = try await Backend(settings, logger: logger)
    do {
        try await body(backend)
    } catch {
        await backend.shutDown()
        throw error
    }
    await backend.shutDown()
}

/// Runs a service until the process is told to end, and the service has ended what it had begun.
func runUntilTold(_ service: any Service, _ settings: Settings, logger: Logger) async throws {
    var configuration = ServiceGroupConfiguration(
        services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = settings.shutdownGrace
    try await ServiceGroup(configuration: configuration).run()
}

func makeLogger(_ level: Logger.Level) -> Logger {
    var logger = Logger(label: "bodega") { _ in LineLogHandler() }
    logger.logLevel = level
    return logger
}

/// Writes a line to standard error.
private func report(_ problem: String) {
    let line = Array("bodega: \(problem)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
}
