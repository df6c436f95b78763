import HTTPTypes
import RouteKit

extension ToyAPI {
    static let basketToken = HTTPField.Name("X-Basket-Token")!
    static let basket = HeaderScheme(id: "BasketToken", name: Self.basketToken, summary: "Whose basket it is.")

    /// A route that takes a header in place of a login.
    func headerRoutes(as user: Access<String>) -> [Route] {
        [
            Route(
                .get, "/basket", id: "getBasket", "The basket", tag: Self.people, access: user.orHeader(Self.basket),
                input: .nothing
            ) { call in
                switch call.caller {
                case .caller(let name): Thing(name: "caller \(name)", count: 1)
                case .header(let value): Thing(name: "header \(value)", count: 1)
                }
            }
        ]
    }
}
