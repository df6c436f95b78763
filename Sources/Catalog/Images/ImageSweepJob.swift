import MongoJobs
import Schemas

/// Removes files of pictures that no product names: those of removed products, and of uploads that broke off.
struct ImageSweepJob: Job {
    static let kind = "image_sweep"
    static let schema = Schema(ImageSweepJob.init) {}
}
