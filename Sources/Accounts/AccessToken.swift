public import Schemas

/// What a client gets for its credentials.
public struct AccessToken: SchemaObject {
    public var accessToken: String
    public var tokenType = "bearer"

    public static let schema = Schema(AccessToken.init) {
        Field("access_token", \.accessToken)
            .example("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI1MDdmMWY3N2JjZjg2Y2Q3OTk0MzkwMTEifQ.c2ln")
        Field("token_type", \.tokenType).oneOf("bearer").example("bearer")
    }
}
