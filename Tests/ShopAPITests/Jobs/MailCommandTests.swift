import Foundation
import TestSupport
import Testing

/// `bodega mail`, and what templates do to a start.
@Suite struct MailCommandTests {
    @Test func aMailIsPreviewed() async throws {
        try await ShopProcess.with(mongodbURI: "mongodb://127.0.0.1:1/none") { process in
            let text = try await process.run("mail", "preview", "welcome", dotEnv: "SHOP_NAME=Lamps\n")
            // The MongoDB driver may have said something about itself before.
            #expect(
                text.code == 0 && text.output.contains("Subject: Welcome to Lamps, Ann Miller\n\nHello Ann Miller,"))
            let page = try await process.run("mail", "preview", "welcome", "--html")
            #expect(page.code == 0 && page.output.contains("<!DOCTYPE html>"))
            let unknown = try await process.run("mail", "preview", "welcom")
            #expect(unknown.code == 64 && unknown.output.contains("There is no mail welcom; there are: welcome"))
        }
    }

    @Test(arguments: ["serve", "worker"])
    func aTemplateWithANameThatTheMailLacksStopsTheStart(command: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("Hello {{nmae}}".utf8).write(to: folder.appending(path: "welcome.txt.mustache"))
        try await ShopProcess.with(mongodbURI: "mongodb://127.0.0.1:1/none") { process in
            let result = try await process.run(
                command, environment: ["WORKER=inline", "MAIL_TEMPLATES=\(folder.path)"])
            #expect(result.code == 1)
            #expect(result.output.contains("bodega: MAIL_TEMPLATES can't be used."))
            #expect(result.output.contains("welcome.txt.mustache") && result.output.contains("nmae"))
        }
    }
}
