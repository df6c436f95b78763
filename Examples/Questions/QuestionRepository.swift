import BSON
import MongoODM
import ShopCore

/// The stored questions.
struct QuestionRepository: Sendable {
    private let questions: Repository<Question>

    /// Questions that can't be read are left out as if they were not there.
    init(_ collections: Collections) {
        self.questions = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    var client: MongoClient { self.questions.database.client }

    /// The questions about a product, the newest first.
    func find(productID: ObjectID, skip: Int, limit: Int) async throws -> [Question] {
        try await self.questions.find(
            \.productID == productID, sort: [.descending(\.createdAt), .descending(\.id)], skip: skip, limit: limit)
    }

    func get(_ id: ObjectID, in transaction: Transaction) async throws -> Question? {
        try await self.questions.get(id, in: transaction)
    }

    func create(_ question: Question, in transaction: Transaction) async throws -> Question {
        try await self.questions.create(question, in: transaction)
    }

    /// Answers a question that is still as it was read.
    ///
    /// - Returns: the question with the answer, or nil when somebody else was faster.
    func answer(_ question: Question, _ answer: String, in transaction: Transaction) async throws -> Question? {
        try await self.questions.findOneAndUpdate(
            self.questions.isUnchanged(question), .set(\.answer, answer), in: transaction)
    }
}
