import Dispatch
import Synchronization

@testable import Accounts
@testable import RouteKit
@testable import ShopAPI

/// Tokens, with and without the header around them. The fuzzer does not know the secret: none may be believed.
func fuzzTokens(_ bytes: UnsafeRawBufferPointer) -> CInt {
    let text = String(decoding: bytes, as: UTF8.self)
    let token = BearerToken.token(in: text) ?? text
    let done = DispatchSemaphore(value: 0)
    let isBelieved = Mutex(false)
    Task {
        let login = await issuer.value.claims(of: token)
        isBelieved.withLock { $0 = login != nil }
        done.signal()
    }
    done.wait()
    precondition(!isBelieved.withLock { $0 }, "a token of nobody's is believed")
    return 0
}

private let issuer = Task { await TokenIssuer(TokenSettings(secret: String(repeating: "s", count: 40))) }
