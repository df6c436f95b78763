import ArgumentParser
import BSON
import MongoODM
import Shop
import ShopAPI

struct Examine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check what must always hold of the stored data, while the shop may be in use.",
        discussion: "The exit code is 1 if something does not hold.")

    @Flag(help: "Mend what can be mended safely, and look again.")
    var repair = false

    @Option(help: "How many of the documents at fault to name for each invariant.")
    var limit = 20

    @Option(help: "The longest, in seconds, that one look at the data may take.")
    var timeout = 3600

    func validate() throws {
        guard self.limit >= 0, self.timeout > 0 else { throw ValidationError("A limit or timeout can't be negative") }
    }

    func run() async throws {
        var isSound = true
        try await withSettings { settings, logger in
            // A server that is away is to be noticed in the usual time.
            try await withBackend(settings, logger) { try await $0.mongo.ping() }
            try await withBackend(settings.patient(.seconds(self.timeout)), logger) { backend in
                try await backend.shop.doctor.examine(isMending: self.repair, listing: self.limit) { diagnosis in
                    isSound = isSound && diagnosis.isSound
                    self.show(diagnosis)
                }
            }
        }
        if !isSound { throw ExitCode(1) }
    }

    private func show(_ diagnosis: Diagnosis) {
        let verdict = diagnosis.isSound ? "ok    " : "BROKEN"
        let mended = diagnosis.mended > 0 ? ", \(diagnosis.mended) mended" : ""
        print(
            "\(verdict) \(diagnosis.name): \(diagnosis.statement) "
                + "(\(diagnosis.examined) examined, \(diagnosis.faultCount) at fault\(mended))")
        for fault in diagnosis.faults { print("       \(fault.extendedJSON)") }
        let unnamed = diagnosis.faultCount - diagnosis.faults.count
        if unnamed > 0 { print("       … and \(unnamed) more") }
    }
}
