import BSON
import HTTPTypes
import Questions
import RouteKit
import ShopCore

@testable import ShopAPI

/// `/products/{slug}/questions` and `/admin/questions`: what is asked about products, and answered.
struct QuestionRoutes: Sendable {
    private let questions: QuestionService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ questions: QuestionService, access: ShopAccess, keys: IdempotencyKeys) {
        self.questions = questions
        self.access = access
        self.keys = keys
    }

    var routes: [Route] {
        let questions = self.questions
        return [
            Route(
                .get, "/products/{slug}/questions", id: "listQuestions", "The questions about a product",
                tag: .products, access: .anyone, input: .path(QuestionsPath.self, query: QuestionsQuery.self),
                options: .init(errors: [.notFound]),
                fastPath: { path, query in
                    questions.listInMemory(slug: path.slug, skip: query.skip, limit: query.limit)
                },
                handler: { call in
                    try await questions.list(slug: call.path.slug, skip: call.query.skip, limit: call.query.limit)
                }),
            Route(
                .post, "/products/{slug}/questions", id: "askQuestion", "Ask something about a product",
                tag: .products, access: self.access.user, input: .path(QuestionsPath.self, body: AskRequest.self),
                options: .init(status: .created, errors: [.notFound]), keys: self.keys
            ) { call, keeping in
                try await questions.ask(
                    call.body.text, about: call.path.slug, by: call.caller.userID,
                    keeping: keeping { Representation($0) })
            },
            Route(
                .patch, "/admin/questions/{question_id}", id: "answerQuestion", "Answer a question",
                tag: .admin, access: self.access.admin, input: .path(QuestionPath.self, body: AnswerRequest.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                Representation(
                    try await questions.answer(
                        ObjectID(call.path.id, of: "Question"), with: call.body.answer, if: call.ifMatch,
                        by: call.author))
            },
        ]
    }
}
