import Dispatch
import Foundation
import Synchronization

/// Runs blocking work for each element on a thread of its own, and waits for all of it.
func inParallel<Element: Sendable, Output: Sendable>(
    _ elements: [Element], _ work: @escaping @Sendable (Element) -> Output
) -> [Output] {
    let outputs = Outputs<Output>()
    let group = DispatchGroup()
    for element in elements {
        group.enter()
        Thread {
            let output = work(element)
            outputs.values.withLock { $0.append(output) }
            group.leave()
        }.start()
    }
    group.wait()
    return outputs.values.withLock { $0 }
}

/// What the threads have brought so far.
private final class Outputs<Output: Sendable>: Sendable {
    let values = Mutex<[Output]>([])
}
