import Accounts
import BSON
import Foundation
import MongoODM
import ShopAPI
import Testing

/// Replacing the key under which the secrets of authenticators are encrypted, by `bodega rotate-keys`.
@Suite struct TOTPKeyRotationTests {
    private static let (old, new) = (String(repeating: "o", count: 32), String(repeating: "n", count: 32))

    @Test func codesGoOnCountingUnderAnotherKey() async throws {
        try await withShop(configure: { $0.encryptionKey = Self.old }) { shop in
            let account = try await shop.signUpWithTOTP()
            let before = try await self.stored(shop)
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                let keys = ["ENCRYPTION_KEY=\(Self.new)", "ENCRYPTION_KEY_PREVIOUS=\(Self.old)"]
                let done = try await process.run("rotate-keys", environment: keys)
                #expect(done.code == 0, "\(done.output)")
            }
            #expect(try await self.stored(shop) != before)
            try await shop.withAnotherInstance(configure: { $0.encryptionKey = Self.new }) { other in
                let login = try await other.logIn(account.email, code: account.code)
                #expect(login.status == 200)
                let recovery = try await other.logIn(account.email, code: account.recoveryCodes[0])
                #expect(recovery.status == 200)
            }
        }
    }

    /// The encrypted secret as it is stored.
    private func stored(_ shop: ShopClient) async throws -> BSONValue {
        let found = try await shop.database.run(["find": "authenticators"])
        let first = found["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.first?.documentValue
        return try #require(first?["secret"])
    }
}
