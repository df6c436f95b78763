import CCrypt
import Dispatch
import Glibc
import Synchronization

/// Hashes passwords with bcrypt (`$2b$`) through libxcrypt, on threads of its own.
///
/// A hash takes a quarter of a second of pure computing at cost 12, so it must keep neither Swift's
/// threads nor all cores from the rest of the shop.
public final class PasswordHasher: Sendable {
    /// The longest password in bytes of UTF-8: bcrypt ignores what lies beyond.
    public static let maximumBytes = 72

    private let cost: UInt
    private let queues: [DispatchQueue]
    private let next = Atomic<Int>(0)

    /// - Parameters:
    ///   - cost: the logarithm of the number of rounds, 4 to 31.
    ///   - threads: how many hashes may be computed at once; nil for half of the cores.
    public init(cost: Int, threads: Int? = nil) {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        self.cost = UInt(cost)
        self.queues = (0..<(threads ?? max(1, cores / 2))).map { DispatchQueue(label: "bcrypt-\($0)") }
    }

    /// A new hash of a password, with a salt of its own.
    public func hash(_ password: String) async -> String {
        let cost = self.cost
        return await self.compute {
            // A salt can't be refused for a valid cost, nor can a hash for a salt just made.
            guard let salt = Self.salt(cost: cost), let hash = Self.crypt(password, salt) else {
                preconditionFailure("libxcrypt offers no bcrypt of cost \(cost)")
            }
            return hash
        }
    }

    /// Whether a password belongs to a hash; compared in constant time.
    public func verify(_ password: String, against hash: String) async -> Bool {
        await self.compute {
            guard let computed = Self.crypt(password, hash) else { return false }
            return Self.areEqual(Array(computed.utf8), Array(hash.utf8))
        }
    }

    private func compute<Output: Sendable>(_ work: @escaping @Sendable () -> Output) async -> Output {
        let (turn, _) = self.next.add(1, ordering: .relaxed)
        let queue = self.queues[turn % self.queues.count]
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }

    private static func salt(cost: UInt) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CRYPT_GENSALT_OUTPUT_SIZE)) { buffer in
            // Without random bytes of ours, libxcrypt takes them from the kernel.
            guard crypt_gensalt_rn("$2b$", cost, nil, 0, buffer.baseAddress, Int32(buffer.count)) != nil else {
                return nil
            }
            return String(cString: buffer.baseAddress!)
        }
    }

    private static func crypt(_ password: String, _ setting: String) -> String? {
        // bcrypt ends at a NUL, so two passwords that differ behind one would be the same.
        guard !password.utf8.contains(0), password.utf8.count <= Self.maximumBytes else { return nil }
        let state = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        state.initialize(to: crypt_data())
        defer {
            // The state holds the password.
            explicit_bzero(state, MemoryLayout<crypt_data>.size)
            state.deallocate()
        }
        guard let hash = crypt_r(password, setting, state), hash.pointee != CChar(UInt8(ascii: "*")) else {
            return nil
        }
        return String(cString: hash)
    }

    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
