import HTTPTypes
import Hummingbird

/// Who calls a route that takes a header in place of a login.
public enum CallerOrHeader<Caller: Sendable>: Sendable {
    /// Somebody who has shown what the route asks for.
    case caller(Caller)
    /// Somebody who has shown the header, by its value. What that is worth is for the handler to find out.
    case header(String)
}

extension Access {
    /// Callers who show what this access asks for, or a header in its place. Of a request with a bearer token the header is
    /// not looked at.
    ///
    /// Requests by header have no name that keys could belong to.
    public func orHeader(_ header: HeaderScheme) -> Access<CallerOrHeader<Caller>> {
        Access<CallerOrHeader<Caller>>(self.requirement, header: header) { caller in
            if case .caller(let caller) = caller { self.name(caller) } else { nil }
        } admit: { request in
            if BearerToken.token(in: request.headers[.authorization]) == nil,
                let value = header.value(in: request.headers)
            {
                return .header(value)
            }
            return .caller(try await self.admit(request))
        }
    }
}
