import Accounts
import Orders
public import RouteKit
public import ShopCore

extension Call {
    /// What the client requires of what it changes; nil for nothing, and on a route that does not heed it.
    var ifMatch: IfMatch? { self.requirement(IfMatch.self) }
}

extension Call {
    /// Where a login comes from.
    var sessionClient: SessionClient {
        SessionClient(userAgent: self.userAgent, address: self.client.description, network: self.client.network)
    }
}

extension Call where Caller == Identity {
    /// Who answers for what the call changes.
    var author: Author { Author(self.caller, address: self.client.description, requestID: self.requestID) }
}

extension Call where Caller == OrderCaller {
    /// Who answers for what the call changes.
    var author: Author {
        switch self.caller {
        case .account(let identity):
            Author(identity, address: self.client.description, requestID: self.requestID)
        case .orderToken: Author(address: self.client.description, requestID: self.requestID)
        }
    }
}

extension Call where Caller == CallerOrHeader<Identity> {
    /// Who answers for what the call changes.
    var author: Author {
        switch self.caller {
        case .caller(let identity):
            Author(identity, address: self.client.description, requestID: self.requestID)
        case .header: Author(address: self.client.description, requestID: self.requestID)
        }
    }
}

extension IfMatch: EntityTagRequirement {}
