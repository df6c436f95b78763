import Testing

@testable import RouteKit

/// The files of the process suffice for its connections, those to MongoDB, and its own.
struct ConnectionBoundsTests {
    @Test(arguments: [64, 128, 256, 1024, 4096, 65_536], [1, 16, 256])
    func connectionsLeaveRoomForThePool(openFiles: Int, poolSize: Int) {
        let bounds = ConnectionBounds(limit: 1_000_000, openFiles: openFiles, poolSize: poolSize)
        let connections = bounds.accepted + bounds.acceptedAtOnce - 1
        #expect(connections + min(poolSize, bounds.served) + 32 <= openFiles)
    }

    @Test func asManyAsTheSettingSaysAreServedIfThereAreFiles() {
        let bounds = ConnectionBounds(limit: 16_384, openFiles: 1_048_576, poolSize: 16)
        #expect(bounds.served == 16_384)
        #expect(bounds.accepted > 1_000_000)
        #expect(bounds.acceptedAtOnce == 64)
    }

    @Test func oneConnectionIsServedWithHardlyAnyFiles() {
        let bounds = ConnectionBounds(limit: 16_384, openFiles: 8, poolSize: 16)
        #expect(bounds == ConnectionBounds(limit: 1, openFiles: 8, poolSize: 16))
        #expect(bounds.served == 1)
    }

    @Test(arguments: [1, 40, 64, 100, 200, 1024])
    func someOfThoseBeyondTheBoundAreToldSo(openFiles: Int) {
        let bounds = ConnectionBounds(limit: 16_384, openFiles: openFiles, poolSize: 16)
        #expect(bounds.accepted > bounds.served)
    }
}
