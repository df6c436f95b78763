import BSON
import Logging
import MongoODM
import ShopCore

/// Forgets who sessions belong to when MongoDB tells that a session has ended or an account has changed, whichever instance
/// or program did it.
struct CallerWatch: Sendable {
    let users: Repository<User>
    let sessions: Repository<Session>
    let callers: KnownCallers

    /// Watches until the task is cancelled.
    func run(logger: Logger) async {
        // A new account changes nothing that is known.
        let changed = Pipeline().stage(["$match": ["operationType": ["$ne": "insert"]]])
        // A session that is used belongs to whom it belonged before.
        let ended = Pipeline().stage(["$match": ["operationType": ["$nin": ["insert", "update"]]]])
        await withTaskGroup { group in
            group.addTask {
                await CollectionWatch(self.users, changed, logger: logger).run { news in
                    guard case .change(let change) = news, let id = change.id else { return self.note(news, .users) }
                    self.callers.forget(user: id)
                }
            }
            group.addTask {
                await CollectionWatch(self.sessions, ended, logger: logger).run { news in
                    guard case .change(let change) = news, let id = change.id else { return self.note(news, .sessions) }
                    self.callers.forget(session: id)
                }
            }
        }
    }

    private func note<Model>(_ news: CollectionWatch<Model>.News, _ watched: KnownCallers.Watched) {
        switch news {
        case .current(let instant): self.callers.isCurrent(watched, since: instant)
        case .ended: self.callers.isLost(watched)
        // A collection that is gone or renamed, and what was not told.
        case .began, .unreadable, .change: self.callers.forgetAll()
        }
    }
}
