import CCrypt
import Glibc

/// bcrypt (`$2b$`) through libxcrypt: pure computing, on the thread that calls.
enum Bcrypt {
    /// The longest password in bytes of UTF-8: what lies beyond is ignored.
    static let maximumBytes = 72

    /// The rounds that a hash takes to compute, by which its time is known.
    static func rounds(cost: Int) -> Int { 1 << cost }

    /// A setting for ``crypt(_:_:)``: cost and a new random salt.
    static func salt(cost: Int) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CRYPT_GENSALT_OUTPUT_SIZE)) { buffer in
            // Without random bytes of ours, libxcrypt takes them from the kernel.
            guard crypt_gensalt_rn("$2b$", UInt(cost), nil, 0, buffer.baseAddress, Int32(buffer.count)) != nil else {
                return nil
            }
            return String(cString: buffer.baseAddress!)
        }
    }

    /// A text in the form of a hash, to which no password is known.
    static func decoy(cost: Int) -> String {
        "$2b$\(cost < 10 ? "0" : "")\(cost)$" + String(repeating: ".", count: 22 + 31)
    }

    /// The cost of a hash; nil when it is none.
    static func cost(of hash: String) -> Int? {
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1].hasPrefix("2"), let cost = Int(parts[2]), (4...31).contains(cost) else {
            return nil
        }
        return cost
    }

    /// The hash of a password.
    ///
    /// - Parameter setting: cost and salt, or a hash that has them.
    /// What lies beyond ``maximumBytes`` does not count. No new password is longer, but the Python app's bcrypt cut them
    /// off, and their owners type what they always typed.
    ///
    /// - Returns: nil for a password with a NUL, and for a setting that is none.
    static func crypt(_ password: String, _ setting: String) -> String? {
        // It ends at a NUL, so two passwords that differ behind one would be the same.
        guard !password.utf8.contains(0) else { return nil }
        var bytes = password.utf8.prefix(Self.maximumBytes).map { CChar(bitPattern: $0) } + [0]
        defer { explicit_bzero(&bytes, bytes.count) }
        let state = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        state.initialize(to: crypt_data())
        defer {
            // The state holds the password.
            explicit_bzero(state, MemoryLayout<crypt_data>.size)
            state.deallocate()
        }
        guard let hash = crypt_r(bytes, setting, state), hash.pointee != CChar(UInt8(ascii: "*")) else {
            return nil
        }
        return String(cString: hash)
    }

    /// Whether two hashes are the same; how long it takes does not depend on where they differ.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
