#if DEBUG
import FoundationEssentials
import Glibc
import Synchronization

extension PurchaseStep {
    /// Does what `BODEGA_STEP` says if it names this step:
    ///
    /// - `crash STEP`: ends the process as `kill -9` does.
    /// - `hold STEP FOLDER`: the first to come makes the file `reached` in the folder, and goes on when there is a file
    ///   `go`, so that a test can do something else exactly here.
    package func pass() async {
        guard let trap = Self.trap, trap.step == self else { return }
        guard let folder = trap.folder else {
            kill(getpid(), SIGKILL)
            return
        }
        guard Self.heldOnce.exchange(true, ordering: .relaxed) == false else { return }
        close(open(folder + "/reached", O_CREAT | O_WRONLY, 0o600))
        while access(folder + "/go", F_OK) != 0 { try? await Task.sleep(for: .milliseconds(2)) }
    }

    private struct Trap {
        let step: PurchaseStep
        /// Nil to end the process.
        let folder: String?
    }

    private static let trap: Trap? = {
        guard let text = ProcessInfo.processInfo.environment["BODEGA_STEP"] else { return nil }
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 2, let step = PurchaseStep(rawValue: words[1]) else { return nil }
        switch (words[0], words.count) {
        case ("crash", 2): return Trap(step: step, folder: nil)
        case ("hold", 3): return Trap(step: step, folder: words[2])
        default: return nil
        }
    }()

    private static let heldOnce = Atomic(false)
}
#endif
