import Schemas

@testable import ShopAPI

/// Which product's questions.
struct QuestionsPath: SchemaObject {
    var slug: String

    static let schema = Schema(QuestionsPath.init) {
        Field("slug", \.slug).described("The product's name in URLs.").example("gaming-laptop-pro")
    }
}

/// Which page of them.
struct QuestionsQuery: SchemaObject {
    var skip: Int
    var limit: Int

    static let schema = Schema(QuestionsQuery.init) {
        Field.skip(\QuestionsQuery.skip)
        Field.limit(\QuestionsQuery.limit, usual: 20, most: 100)
    }
}

/// What a user asks.
struct AskRequest: SchemaObject {
    var text: String

    static let schema = Schema(AskRequest.init) {
        Field("text", \.text).notBlank().length(...2000).example("Does it fit into a rucksack?")
    }
}

/// Which question to answer.
struct QuestionPath: SchemaObject {
    var id: String

    static let schema = Schema(QuestionPath.init) {
        Field("question_id", \.id).example("507f1f77bcf86cd799439013")
    }
}

/// What an admin answers.
struct AnswerRequest: SchemaObject {
    var answer: String

    static let schema = Schema(AnswerRequest.init) {
        Field("answer", \.answer).notBlank().length(...2000).example("Into one of 20 litres.")
    }
}
