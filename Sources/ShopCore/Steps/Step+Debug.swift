#if DEBUG
import FoundationEssentials
import Glibc
import Synchronization

extension Step {
    /// Does what `BODEGA_STEP` says if it names this step:
    ///
    /// - `crash STEP`: ends the process as `kill -9` does.
    /// - `hold STEP FOLDER`: the first to come makes the file `reached` in the folder, and goes on when there is a file
    ///   `go`, so that a test can do something else exactly here.
    package func pass() async {
        guard let trap = Trap.present, trap.step == self.rawValue else { return }
        guard let folder = trap.folder else {
            kill(getpid(), SIGKILL)
            return
        }
        guard Trap.heldOnce.exchange(true, ordering: .relaxed) == false else { return }
        close(open(folder + "/reached", O_CREAT | O_WRONLY, 0o600))
        while access(folder + "/go", F_OK) != 0 { try? await Task.sleep(for: .milliseconds(2)) }
    }
}

private struct Trap {
    let step: String
    /// Nil to end the process.
    let folder: String?

    static let present: Trap? = {
        guard let text = ProcessInfo.processInfo.environment["BODEGA_STEP"] else { return nil }
        let words = text.split(separator: " ").map(String.init)
        switch (words.first, words.count) {
        case ("crash", 2): return Trap(step: words[1], folder: nil)
        case ("hold", 3): return Trap(step: words[1], folder: words[2])
        default: return nil
        }
    }()

    static let heldOnce = Atomic(false)
}
#endif
