/// A server that does to requests what real ones don't do when they are asked to.
public enum StubServer {
    /// Passes requests on to another server with a part of their head replaced.
    public static func replacing(_ old: String, by new: String, before port: Int) async throws -> ServerProcess {
        try await self.start(
            """
            request = read(client)
            with create_connection(("127.0.0.1", \(port))) as server:
                server.sendall(request.replace(b"\(old)", b"\(new)", 1).replace(b"\\r\\n\\r\\n", b"\\r\\nConnection: close\\r\\n\\r\\n", 1))
                while part := server.recv(65536):
                    client.sendall(part)
            """)
    }

    /// Takes requests and never answers.
    public static func silent() async throws -> ServerProcess { try await self.start("read(client); sleep(60)") }

    /// Closes the connection in place of an answer.
    public static func closing() async throws -> ServerProcess { try await self.start("read(client)") }

    /// Answers more than was asked for.
    public static func endless() async throws -> ServerProcess {
        try await self.start(
            """
            read(client)
            client.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 100000000\\r\\n\\r\\n")
            for _ in range(1000): client.sendall(bytes(100000))
            """)
    }

    /// Starts a server.
    ///
    /// - Parameter handling: what it does to a connection, `client`, in Python; `read(client)` is the head of a request,
    ///   `read(client, is_whole)` what is whole by that.
    public static func start(_ handling: String) async throws -> ServerProcess {
        let process = try ServerProcess()
        let indented = handling.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n")
        let program = """
            from os import getppid
            from socket import create_connection, create_server
            from threading import Thread
            from time import sleep

            def read(client, is_whole=lambda request: b"\\r\\n\\r\\n" in request):
                request = b""
                while not is_whole(request):
                    part = client.recv(65536)
                    # Who only looks whether it listens says nothing.
                    if not part: raise SystemExit
                    request += part
                return request
            def handle(client):
                with client:
            \(indented)
            def accept(listener):
                while True: Thread(target=handle, args=listener.accept()[:1], daemon=True).start()
            listener = create_server(("127.0.0.1", \(process.port)))
            Thread(target=accept, args=[listener], daemon=True).start()
            parent = getppid()
            while getppid() == parent: sleep(1)
            """
        try process.start(["python3", "-c", program])
        try await eventually(within: .seconds(20)) { process.isListening }
        return process
    }
}
