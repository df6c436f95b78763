import ArgumentParser

/// Pictures, measured. `scripts/dev bench images` runs it in turns with `vipsthumbnail`.
@main
struct ImagesBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures pictures made into the shop's sizes.", subcommands: [Resize.self, Crowd.self])
    static let sides = [160, 640, 1_600]
}
