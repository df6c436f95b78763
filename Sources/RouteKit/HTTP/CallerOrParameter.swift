import Hummingbird

/// Who calls a route that takes a parameter of the query in place of a login.
public enum CallerOrParameter<Caller: Sendable>: Sendable {
    /// Somebody who has shown what the route asks for.
    case caller(Caller)
    /// Somebody who has followed a link with the parameter, by its value. What that is worth is for the handler to find out.
    case parameter(String)
}

extension Access {
    /// Callers who show what this access asks for, or a parameter of the query in its place: a link that a browser can follow. Of
    /// a request with a bearer token the parameter is not looked at. Keys of requests don't know those who follow a link.
    public func orParameter(_ parameter: ParameterScheme) -> Access<CallerOrParameter<Caller>> {
        Access<CallerOrParameter<Caller>>(
            self.requirement, parameter: parameter,
            name: { caller in
                guard case .caller(let caller) = caller else { return nil }
                return self.name(caller)
            },
            admit: { request in
                if BearerToken.token(in: request.headers[.authorization]) == nil,
                    let value = request.queryParameters.first(where: { $0.name == parameter.name })?.value
                {
                    return .parameter(value)
                }
                return .caller(try await self.admit(request))
            })
    }
}
