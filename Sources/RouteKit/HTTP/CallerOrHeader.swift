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
    /// To keys of requests, those who show the same header are one caller.
    public func orHeader(_ header: HeaderScheme) -> Access<CallerOrHeader<Caller>> {
        self.orHeader(header) { caller in
            switch caller {
            case .caller(let caller): self.name(caller)
            case .header(let value): header.name(ofCaller: value)
            }
        } admit: {
            $0
        }
    }

    /// The same, where the application finds out before the handler who shows the header.
    ///
    /// - Parameters:
    ///   - name: a name that no other caller has; nil where callers have none. Keys of requests belong to it.
    ///   - admit: who it is; throws an ``HTTPRefusal`` to keep a caller out.
    public func orHeader<Either: Sendable>(
        _ header: HeaderScheme, name: @escaping @Sendable (Either) -> String?,
        admit: @escaping @Sendable (CallerOrHeader<Caller>) async throws -> Either
    ) -> Access<Either> {
        Access<Either>(self.requirement, header: header, name: name) { request in
            if BearerToken.token(in: request.headers[.authorization]) == nil,
                let value = header.value(in: request.headers)
            {
                return try await admit(.header(value))
            }
            return try await admit(.caller(try await self.admit(request)))
        }
    }
}
