// One declaration: JSON in and out, every mistake at once, and the JSON Schema.
import Schemas

struct Signup: SchemaObject {
    var email: String
    var password: String
    var interests: [String] = []

    static let schema = Schema(Signup.init) {
        Field("email", \.email).email()
        Field("password", \.password).length(8...).bytes(...72)
        Field("interests", \.interests, default: [])
    }
}

let signup = try Signup(json: Array(#"{"email": "ann@example.com", "password": "correct horse"}"#.utf8))
print(String(decoding: signup.json(), as: UTF8.self))

do {
    _ = try Signup(json: Array(#"{"email": "nobody", "password": "short", "interests": [1]}"#.utf8))
} catch {
    for violation in error.violations {
        print(violation.path.map(\.description).joined(separator: "."), violation.message)
    }
}
