import BSON
import Catalog
import MongoJobs
package import MongoODM
import Orders
import ShopCore

extension LiveTopic {
    /// What those who look after the shop are told of. A further collection is one more here.
    ///
    /// - Parameter lowStock: so many pieces or fewer are low.
    static func all(_ database: MongoDatabase, lowStock: Int) -> [LiveTopic] {
        [
            // That a step has been written into the audit log, or told by mail, is no news.
            LiveTopic(
                .order, Repository<Order>(database),
                [
                    "operationType": ["$ne": "delete"], "updateDescription.updatedFields.unmoved": ["$ne": 0],
                    "updateDescription.updatedFields.mailed": ["$exists": false],
                ]
            ) { $0.document.map { LiveOrder($0) } },
            LiveTopic(.stock, Repository<Product>(database), Self.changing("inventory")) { change in
                change.id.map { LiveStock(of: $0, change.document?.inventory, low: lowStock) }
            },
            LiveTopic(
                .job, Repository<StoredJob>(database), Self.running,
                besides: { $0.document.map(Self.readers) ?? [] }
            ) { $0.document.map { LiveJob($0) } },
            LiveTopic(.review, Repository<Review>(database), Self.changing("rating", "hidden", "title", "comment")) {
                change in
                change.id.map { LiveReview(of: $0, change.document) }
            },
        ]
    }

    /// What came, what went, and what was changed in one of some fields.
    private static func changing(_ fields: String...) -> BSONDocument {
        ["$or": .array([["operationType": ["$ne": "update"]]] + Self.changes(of: fields))]
    }

    /// Jobs are deleted a while after they are over.
    private static let running: BSONDocument = [
        "operationType": ["$ne": "delete"],
        "$or": .array([["operationType": ["$ne": "update"]]] + Self.changes(of: ["state", "progress"])),
    ]

    /// Exports and imports go on before the eyes of those who may see what they make.
    private static func readers(of job: StoredJob) -> [[Permission]] {
        switch job.kind {
        case ExportJob.kind: (try? job.decodePayload(as: ExportJob.self))?.table.map { [$0.permissions] } ?? []
        case ImportJob.kind: [ProductImport.permissions]
        default: []
        }
    }

    private static func changes(of fields: [String]) -> [BSONValue] {
        fields.map { .document(BSONDocument([("updateDescription.updatedFields." + $0, ["$exists": true])])) }
    }
}

extension LiveStock {
    /// - Parameter inventory: nil for a product that is gone.
    fileprivate init(of id: ObjectID, _ inventory: Int?, low: Int) {
        let state: StockState =
            switch inventory {
            case nil: .removed
            case let count? where count <= 0: .out
            case let count? where count <= low: .low
            default: .inStock
            }
        self.init(productID: id, inventory: inventory ?? 0, state: state)
    }
}

extension LiveJob {
    fileprivate init(_ job: StoredJob) {
        let subject = job.payload["export_id"] ?? job.payload["import_id"]
        self.init(
            id: job.id, kind: job.kind, state: job.state, progress: job.progress, subjectID: subject?.objectIDValue)
    }
}

extension LiveReview {
    /// - Parameter review: nil for one that is gone.
    fileprivate init(of id: ObjectID, _ review: Review?) {
        self.init(
            id: id, productID: review?.productID, rating: review?.rating,
            state: review.map { $0.isHidden ? .hidden : .visible } ?? .removed)
    }
}
