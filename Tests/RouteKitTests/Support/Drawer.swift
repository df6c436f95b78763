import HTTPTypes
import Idempotency
import RouteKit
import Synchronization

/// Things, and the answers to the requests that put them there, in memory. A transaction is the right to change both.
final class Drawer: AnswerStore {
    /// What is changed together, when its work has not failed.
    final class Transaction: Sendable {
        fileprivate let changes = Mutex<[@Sendable (inout Content) -> Void]>([])
    }

    struct Held: AnswerClaim {
        fileprivate let drawer: Drawer
        fileprivate let key: String

        func keep(_ answer: KeptAnswer, in transaction: Transaction?) async throws {
            let key = self.key
            let change: @Sendable (inout Content) -> Void = { $0.answers[key] = answer }
            if let transaction {
                transaction.changes.withLock { $0.append(change) }
            } else {
                self.drawer.content.withLock { change(&$0) }
            }
        }

        func giveUp() async {
            self.drawer.content.withLock { content in
                if case .some(nil) = content.answers[self.key] { content.answers[self.key] = nil }
            }
        }
    }

    fileprivate struct Content {
        var things: [Thing] = []
        /// Nil while the request is being answered.
        var answers: [String: KeptAnswer?] = [:]
    }

    private let content = Mutex(Content())

    var things: [Thing] { self.content.withLock { $0.things } }

    func begin(_ request: KeyedRequest) async throws -> AnswerStart<Held> {
        let key = "\(request.operation) \(request.caller ?? "") \(request.key)"
        return try self.content.withLock { content in
            guard let answer = content.answers[key] else {
                content.answers[key] = .some(nil)
                return .first(Held(drawer: self, key: key))
            }
            guard let answer else { throw RefusedRequest(.conflict, "It is being answered", retryAfter: 1) }
            return .again(answer)
        }
    }

    /// Puts a thing into the drawer, which has one of each name.
    func put<Answer>(_ thing: Thing, keeping: Keeping<Thing, Answer, Transaction>) async throws -> Kept<Answer> {
        let transaction = Transaction()
        let kept = try await keeping(thing, in: transaction)
        try self.content.withLock { content in
            guard !content.things.contains(where: { $0.name == thing.name }) else {
                throw RefusedRequest(.conflict, "There is one")
            }
            content.things.append(thing)
            for change in transaction.changes.withLock({ $0 }) { change(&content) }
        }
        return kept
    }
}
