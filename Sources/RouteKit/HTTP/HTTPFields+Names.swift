import HTTPTypes

extension HTTPField.Name {
    // The names are tokens, which is all that the initialiser asks for.
    static let requestID = HTTPField.Name("X-Request-ID")!
    static let processTime = HTTPField.Name("X-Process-Time")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
    static let csrfToken = HTTPField.Name("X-CSRF-Token")!
    static let rateLimitLimit = HTTPField.Name("RateLimit-Limit")!
    static let rateLimitRemaining = HTTPField.Name("RateLimit-Remaining")!
    static let rateLimitReset = HTTPField.Name("RateLimit-Reset")!
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
    static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering")!
    static let keepAlive = HTTPField.Name("Keep-Alive")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
}
