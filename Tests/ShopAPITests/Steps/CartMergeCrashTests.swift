import BSON
import Glibc
import HTTPTypes
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// The executable is killed in the middle of a login that adds a visitor's cart to the user's, and the client tries again.
@Suite struct CartMergeCrashTests {
    private static let email = "a@example.com"
    private static let path = "/api/v1/auth/login"

    /// Fills a user's cart and a visitor's, and returns the body of the login that merges them.
    private func fill(_ shop: ShopClient) async throws -> (cart: String, login: String) {
        let user = try await shop.signUp(Self.email)
        let own = try await shop.post("/cart/add", #"{"product_id": 3, "qty": 1}"#, token: user)
        let cart = try await shop.cartToken()
        let body = #"{"product_id": 1, "quantity": 2}"#
        let visitors = try await shop.post("/api/v1/cart/items", body, headers: [.cartToken: cart])
        #expect(own.status == 200 && visitors.status == 201)
        let login = #"{"email": "\#(Self.email)", "password": "\#(ShopClient.password)", "cart_token": "\#(cart)"}"#
        return (cart, login)
    }

    private func crash(_ process: ShopProcess, at step: some Step, _ login: String) async throws {
        try await process.start(["BODEGA_STEP=crash \(step)"])
        let answer = try await process.send("POST", Self.path, login)
        #expect(answer == nil, "\(step) was not reached")
        #expect(process.waitForEnd() == 128 + SIGKILL)
    }

    /// The quantities of the carts that are stored, by product number.
    private func storedLines(_ shop: ShopClient) async throws -> [[Int: Int]] {
        try await shop.documents("carts").map { cart in
            let items = cart["items"]?.arrayValue?.compactMap(\.documentValue) ?? []
            return items.reduce(into: [:]) { $0[$1["product_id"]?.intValue ?? 0] = $1["qty"]?.intValue }
        }
    }

    @Test func aMergeWhoseAnswerWasLostIsNotDoneAgain() async throws {
        try await withShop { shop in
            let (_, login) = try await self.fill(shop)
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await self.crash(process, at: SessionStep.loginCommitted, login)
            }
            #expect(try await self.storedLines(shop) == [[3: 1, 1: 2]])
            let again = try await shop.post(Self.path, login)
            #expect(again.status == 200 && again["cart_rejected"] == [])
            #expect(try await self.storedLines(shop) == [[3: 1, 1: 2]])
        }
    }

    @Test func aMergeThatWasNotCommittedIsDoneByTheRetry() async throws {
        try await MongoServer.with { server in
            try await server.forgetTransactionsSoon()
            try await withShop(mongodbURI: server.uri) { shop in
                let (cart, login) = try await self.fill(shop)
                try await ShopProcess.with(mongodbURI: server.uri) { process in
                    try await self.crash(process, at: CartStep.mergeWritten, login)
                    let visitors = try await shop.get("/api/v1/cart", headers: [.cartToken: cart])
                    #expect(visitors["total_items"]?.integer == 2)
                    #expect(try await self.storedLines(shop) == [[3: 1], [1: 2]])
                    try await process.start()
                    // Until the server gives the transaction of the dead process up, the carts are locked.
                    try await eventually(within: .seconds(60)) {
                        try await process.send("POST", Self.path, login)?.status == 200
                    }
                }
                #expect(try await self.storedLines(shop) == [[3: 1, 1: 2]])
            }
        }
    }
}
