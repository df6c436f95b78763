import Hummingbird

extension ResponseBody {
    /// The same body, which tells operators why it breaks off. Of a client that is gone there is nothing to tell.
    func telling(_ tell: @escaping @Sendable (any Error) -> Void) -> ResponseBody {
        ResponseBody(contentLength: self.contentLength) { writer in
            do {
                try await self.write(writer)
            } catch let error as BrokenStream {
                tell(error.reason)
                throw error
            }
        }
    }
}
