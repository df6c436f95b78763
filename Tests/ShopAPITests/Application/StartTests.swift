import Foundation
import Schemas
import ShopAPI
import TestSupport
import Testing

/// The executable as an operator starts it.
@Suite(.timeLimit(.minutes(30)))
struct StartTests {
    @Test func theProgramTellsTheVersionOfItsAPI() async throws {
        try await ShopProcess.with(mongodbURI: "mongodb://localhost:1/shop") { program in
            let version = try await program.run("--version")
            #expect(version.code == 0)
            let document = try await program.run("openapi")
            // MongoDB's driver may warn before: a process that was killed left its counters under the same number.
            let number = try #require(version.output.split(separator: "\n").last)
            #expect(document.output.contains(#""version":"\#(number)""#))
        }
    }

    @Test func aLineOfDotEnvThatIsNotUnderstoodStopsTheStart() async throws {
        try await ShopProcess.with(mongodbURI: "mongodb://localhost:1/shop") { program in
            let start = try await program.run("serve", dotEnv: "APP_ENV=dev\r\nJWT_SECRET='topsecret\r\n")
            #expect(start.code == 1)
            #expect(start.output == "bodega: .env, line 2: a quote is not closed\n")
        }
    }

    @Test func settingsOfADotEnvFromAnotherSystemAreInForce() async throws {
        try await ShopProcess.with(mongodbURI: "mongodb://localhost:1/shop") { program in
            let start = try await program.run(
                "serve",
                dotEnv: "\u{FEFF}export APP_ENV=production # for customers\r\nCREATE_DEFAULT_ADMIN=\"false\"\r\n")
            #expect(start.code == 1)
            #expect(start.output.contains("The value of JWT_SECRET is not allowed"))
        }
    }
}
