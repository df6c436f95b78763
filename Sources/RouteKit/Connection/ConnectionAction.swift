/// What is to be done after an event on a connection, as ``ConnectionState`` decides it.
struct ConnectionAction: Equatable {
    enum Step: Equatable {
        /// The event goes no further: what came is dropped, what was to be written is not.
        case drop
        /// The event goes on as it came.
        case forward
        /// The head goes on with `Connection: close`.
        case forwardClosing
        /// The end of an answer goes out, and a refusal after it, which is the last answer.
        case forwardThenRefuse(Refusal)
        /// The end of the last answer goes out.
        case forwardThenFinish
        /// A refusal is the last answer.
        case refuse(Refusal)
        /// What was written last is the last answer.
        case finish
        /// The request whose body is coming gets an error in place of the rest.
        case fail(Refusal)
        /// `100 Continue` goes out.
        case sendContinue
        /// Nothing more is sent; bytes of the client are still read.
        case closeOutput
        /// The connection is closed in both directions.
        case close
    }

    /// What a connection waits for with a timer, one thing at a time.
    enum Wait: UInt8 {
        /// The rest of a request's head.
        case head
        /// The rest of a request's body.
        case body
        /// The client to take the last answer.
        case lastAnswer
        /// The client to close the connection after the last answer.
        case linger
    }

    enum Timer: Equatable {
        case keep
        case cancel
        /// A timer that runs is replaced.
        case start(Wait)
    }

    var step: Step
    var timer = Timer.keep
}
