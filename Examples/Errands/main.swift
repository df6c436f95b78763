// Jobs in MongoDB: MONGODB_URI names a replica set.
import BSON
import Foundation
import Logging
import MongoJobs
import MongoODM
import Schemas

struct Greeting: Job {
    var name: String

    static let kind = "greeting"
    static let options = JobOptions(pause: RetryPause(first: .milliseconds(10)))
    static let schema = Schema(Greeting.init) { Field("name", \.name) }
}

let uri = ProcessInfo.processInfo.environment["MONGODB_URI"] ?? "mongodb://localhost:27017/?replicaSet=rs0"
let client = try MongoClient(MongoSettings(uri: uri))
let database = client.database("example_errands")
let stored = Repository<StoredJob>(database)
let schedules = Repository<StoredSchedule>(database)
try await stored.createIndexes()
try await schedules.createIndexes()
let jobs = JobQueue(stored, schedules: schedules)

// With the change that needs it, or not at all.
try await client.transaction { transaction in
    try await jobs.enqueue(Greeting(name: "Ann"), in: transaction)
}

// One at a time of a kind and a key.
let first = try await jobs.enqueue(Greeting(name: "Bob"), unique: "bob", start: .after(.milliseconds(500)))
let second = try await jobs.enqueue(Greeting(name: "Bob"), unique: "bob")
print("twice:", first.id == second.id, second.isNew)

struct NotYetAwake: Error {}

let (greeted, greet) = AsyncStream.makeStream(of: String.self)
let handler = JobHandler(Greeting.self) { greeting, run in
    if run.attempt == 1 { throw NotYetAwake() }
    greet.yield(greeting.name)
}
let worker = JobWorker(
    jobs, handlers: [handler], settings: JobWorkerSettings(pollInterval: .milliseconds(50)),
    logger: Logger(label: "errands"))
let work = Task { await worker.run() }
for await name in greeted.prefix(2) { print("hello", name) }

// Cancelled, it ends what it has begun.
work.cancel()
await work.value
print("done:", try await jobs.count(state: .done))
try await database.drop()
await client.shutDown()
