package import MongoJobs

extension JobQueue {
    /// The jobs of a shop.
    package init(_ collections: Collections) {
        self.init(collections.repository(), schedules: collections.repository())
    }
}
