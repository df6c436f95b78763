import Testing

@testable import Commerce

@Suite struct PasswordHasherTests {
    private let hasher = PasswordHasher(cost: 4)

    @Test(arguments: ["secret123", "pässwörd", String(repeating: "x", count: 72), "with space "])
    func aPasswordFitsItsHashAndNoOther(password: String) async {
        let hash = await self.hasher.hash(password)
        #expect(hash.hasPrefix("$2b$04$") && hash.count == 60)
        #expect(await self.hasher.verify(password, against: hash))
        #expect(await self.hasher.verify(String(password.dropLast()), against: hash) == false)
        #expect(await self.hasher.verify(password + "x", against: hash) == false)
    }

    @Test func equalPasswordsHaveDifferentHashes() async {
        let first = await self.hasher.hash("secret123")
        #expect(await self.hasher.hash("secret123") != first)
    }

    @Test func hashesOfOtherLibrariesAreUnderstood() async {
        // Test vectors of the reference implementation, crypt_blowfish.
        let vectors = [
            ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
            ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ]
        for (password, hash) in vectors { #expect(await self.hasher.verify(password, against: hash)) }
    }

    @Test(arguments: ["", "plain", "$2b$", "$2b$04$short", "*0", "$1$abc$def"])
    func whatIsNoHashMatchesNothing(hash: String) async {
        #expect(await self.hasher.verify("secret123", against: hash) == false)
    }

    @Test func whatBcryptWouldCutOffMatchesNothing() async {
        let hash = await self.hasher.hash(String(repeating: "x", count: 72))
        #expect(await self.hasher.verify(String(repeating: "x", count: 73), against: hash) == false)
        let short = await self.hasher.hash("secret")
        #expect(await self.hasher.verify("secret\0behind", against: short) == false)
    }
}
