import Testing

@testable import RedisCache

struct ReconnectDelayTests {
    @Test func pausesDoubleUpToTheCapAndVary() {
        var generator = SystemRandomNumberGenerator()
        var delay = ReconnectDelay(.milliseconds(50)...(.seconds(1)))
        for nominal in [50, 100, 200, 400, 800, 1000, 1000, 1000] {
            let pause = delay.pause(using: &generator)
            #expect(pause >= .milliseconds(nominal) / 2)
            #expect(pause <= .milliseconds(nominal))
        }
        delay.reset()
        #expect(delay.pause(using: &generator) <= .milliseconds(50))
    }

    @Test func thereIsAlwaysAPause() {
        var generator = SystemRandomNumberGenerator()
        var delay = ReconnectDelay(.zero...(.zero))
        for _ in 0..<10 { #expect(delay.pause(using: &generator) >= .microseconds(500)) }
    }
}
