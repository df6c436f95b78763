import Glibc
import Mail
import MongoODM
import NIOCore
import RedisCache
import ShopCore

/// Why the process can't start or go on, in sentences for the operator.
public struct StartError: Error, Sendable, CustomStringConvertible {
    /// One line each.
    public let problems: [String]

    /// Explains an error that came out of starting or running the application.
    public init(_ error: any Error, _ settings: Settings) {
        self.problems =
            switch error {
            case let error as SettingsError: error.problems
            case let error as ShopError: [error.message]
            case let error as MongoError: [Self.explanation(of: error)]
            case let error as MailError where error.code == .invalidTemplate:
                ["MAIL_TEMPLATES can't be used. \(error)"]
            case let error as MailError: ["Mail can't be sent. \(error)"]
            case let error as RedisError: ["REDIS_URL can't be used. \(error)"]
            case let error as IOError where error.errnoCode == EADDRINUSE:
                ["Port \(settings.port) on \(settings.host) is taken by another program: set PORT to another one"]
            case let error as IOError where error.errnoCode == EACCES:
                ["Port \(settings.port) needs more rights than this process has: set PORT to 1024 or above"]
            case let error as IOError where error.errnoCode == EADDRNOTAVAIL: [Self.unknownHost(settings)]
            case is SocketAddressError.UnknownHost: [Self.unknownHost(settings)]
            default: [String(describing: error)]
            }
    }

    public var description: String { self.problems.joined(separator: "\n") }

    private static func unknownHost(_ settings: Settings) -> String {
        "HOST=\(settings.host) is no address of this machine: set it to 127.0.0.1, or to 0.0.0.0 for every network"
    }

    private static func explanation(of error: MongoError) -> String {
        switch error.code {
        case .unavailable, .deadlineExceeded:
            "MongoDB can't be reached. Start it, or set MONGODB_URI to where it is (\(error.detail))"
        case .invalidURI: "MONGODB_URI can't be used. \(error)"
        case .unsuitableServer: error.description
        default: error.debugDescription
        }
    }
}
