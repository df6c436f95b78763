import HTTPTypes
import MongoODM
import Questions
import RedisCache
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// Questions and answers about products over HTTP.
@Suite(.timeLimit(.minutes(30)))
struct QuestionRouteTests {
    private static let path = "/products/gaming-laptop-pro/questions"
    private static let question = #"{"text": "Does it fit into a rucksack?"}"#
    private static let answer = #"{"answer": "Into one of 20 litres."}"#

    @Test func aQuestionIsListedWithItsProduct() async throws {
        try await withQuestions { shop in
            #expect(try await shop.get(Self.path).text == "[]")
            let asked = try await shop.post(Self.path, Self.question, token: try await shop.signUp())
            #expect(asked.status == 201 && asked["text"]?.text == "Does it fit into a rucksack?")
            #expect(try await shop.get(Self.path).list == [asked.json])
            #expect(try await shop.get("/products/mechanical-keyboard-rgb/questions").list.isEmpty)
        }
    }

    @Test func aListComesFromMemoryUntilSomebodyAsks() async throws {
        try await withQuestions { shop in
            let user = try await shop.signUp()
            _ = try await shop.post(Self.path, Self.question, token: user)
            // The connection that tells of changes may not stand yet.
            try await eventually {
                _ = try await shop.get(Self.path)
                return shop.backend.cache.valueInMemory(
                    namespace: "questions", key: "list:skip=0:limit=20:slug=gaming-laptop-pro",
                    as: Representation<[Question]>.self) != nil
            }
            try await Repository<Question>(shop.database).delete(.all)
            #expect(try await shop.get(Self.path).list.count == 1)
            _ = try await shop.post(Self.path, #"{"text": "Is it loud?"}"#, token: user)
            #expect(try await shop.get(Self.path).list.map { $0["text"]?.text } == ["Is it loud?"])
        }
    }

    @Test func aRepeatedQuestionIsAskedOnce() async throws {
        try await withQuestions { shop in
            let user = try await shop.signUp()
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let first = try await shop.post(Self.path, Self.question, token: user, headers: key)
            let again = try await shop.post(Self.path, Self.question, token: user, headers: key)
            #expect(again.status == 201 && again.body == first.body)
            #expect(try await shop.get(Self.path).list.count == 1)
        }
    }

    @Test func anAnswerIsShownAndWrittenDown() async throws {
        try await withQuestions { shop in
            let (asked, path) = try await self.ask(in: shop)
            #expect(try await shop.get(Self.path).list == [asked.json])
            let admin = try await shop.admin()
            let answered = try await shop.patch(
                path, Self.answer, token: admin, headers: [.ifMatch: try #require(asked.headers[.eTag])])
            #expect(answered.status == 200 && answered["answer"]?.text == "Into one of 20 litres.")
            #expect(try await shop.get(Self.path).list == [answered.json])
            let id = try #require(asked["id"]?.text)
            let entry = try await shop.get("/api/v1/admin/audit?subject=\(id)", token: admin)["items"]
            #expect(entry?.elements.first?["kind"]?.text == "question")
            #expect(entry?.elements.first?["after"]?["answer"]?.text == "Into one of 20 litres.")
        }
    }

    @Test func whoAnswersWhatWasChangedIsToldSo() async throws {
        try await withQuestions { shop in
            let (asked, path) = try await self.ask(in: shop)
            let admin = try await shop.admin()
            let read: HTTPFields = [.ifMatch: try #require(asked.headers[.eTag])]
            let faster = try await shop.patch(path, Self.answer, token: admin, headers: read)
            #expect(faster.status == 200)
            let slower = try await shop.patch(path, #"{"answer": "No."}"#, token: admin, headers: read)
            #expect(slower.status == 412)
            #expect(try await shop.get(Self.path).list == [faster.json])
        }
    }

    @Test(arguments: [
        ("{}", "body.text missing"), (#"{"text": " "}"#, "body.text string_too_short"),
        (#"{"text": 1}"#, "body.text string_type"),
    ])
    func aQuestionWithoutTextIsRefused(body: String, violation: String) async throws {
        try await withQuestions { shop in
            let refused = try await shop.post(Self.path, body, token: try await shop.signUp())
            #expect(refused.status == 422 && refused.violations == [violation])
        }
    }

    @Test func onlyUsersAskAndOnlyAdminsAnswer() async throws {
        try await withQuestions { shop in
            let (_, path) = try await self.ask(in: shop)
            #expect(try await shop.post(Self.path, Self.question).status == 401)
            #expect(try await shop.patch(path, Self.answer).status == 401)
            #expect(try await shop.patch(path, Self.answer, token: try await shop.signUp()).status == 403)
        }
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        try await withQuestions { shop in
            let admin = try await shop.admin()
            #expect(try await shop.get("/products/none/questions").detail == "Product not found")
            #expect(try await shop.post("/products/none/questions", Self.question, token: admin).status == 404)
            for id in ["none", "507f1f77bcf86cd799439011"] {
                let reply = try await shop.patch("/admin/questions/\(id)", Self.answer, token: admin)
                #expect(reply.status == 404 && reply.detail == "Question not found")
            }
        }
    }

    @Test func theDescriptionHasTheOperations() async throws {
        try await withQuestions { shop in
            let paths = try await shop.get("/openapi.json")["paths"]
            #expect(paths?["/products/{slug}/questions"]?["post"]?["operationId"]?.text == "askQuestion")
            #expect(paths?["/admin/questions/{question_id}"]?["patch"] != nil)
        }
    }

    private func ask(in shop: ShopClient) async throws -> (asked: Reply, path: String) {
        let asked = try await shop.post(Self.path, Self.question, token: try await shop.signUp())
        return (asked, "/admin/questions/\(asked["id"]?.text ?? "")")
    }
}
