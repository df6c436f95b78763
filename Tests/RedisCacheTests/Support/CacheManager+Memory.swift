import RedisCache
import TestSupport
import Testing

extension CacheManager {
    /// Reads a text until it is in memory.
    func keepsInMemory(_ key: String, _ text: String = "value") async throws {
        try await eventually {
            let value = try await self.cached(namespace: "n", key: key) { text }
            return value == text && self.memory(key) == text
        }
    }

    /// The text that is in memory.
    func memory(_ key: String) -> String? {
        self.valueInMemory(namespace: "n", key: key)
    }
}
