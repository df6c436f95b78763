import NIOCore
import RouteKit
import TestSupport
import Testing

@Suite struct MultipartParserTests {
    private static let form = """
        ignored
        --b
        Content-Disposition: form-data; name="alt"

        a lamp
        --b \t
        content-type: image/png
        CONTENT-DISPOSITION: form-data; name=file; filename="C:\\\\x\\ü \\"1\\".png"

        \r\r\n--\n--a\n\n
        --b
        Content-Disposition: form-data; name="empty"


        --b--
        --b ignored
        """

    @Test func partsComeInTheirOrder() {
        #expect(
            multipartEvents(multipartBytes(Self.form)) == [
                "part alt - -", #"bytes "a lamp""#, "part file ü \"1\".png image/png",
                #"bytes "\r\r\n--\r\n--a\r\n\r\n""#, "part empty - -", #"bytes """#,
            ])
    }

    /// Bodies of all kinds, sound and not.
    private static let bodies =
        [form]
        + [
            "--b--", "--b", "--b\n", "--b\nX", "", "no boundary", "--b\n\n--b--",
            "--b\nContent-Disposition: form-data; name=a\n\nx\n--bc\n--b--", "--b\nA: b\n\n\n--b--", "--b -\n",
            "--b\nContent-Disposition: form-data; name=a\n\n--b--", "--b-x", "\n--b\nContent-Disposition: form-data",
            "--b\nContent-Disposition: form-data; name=a\n\n\n--\n-\n--c\n\n--b",
        ]

    @Test(arguments: bodies)
    func anySplitGivesTheSame(body: String) {
        let bytes = multipartBytes(body)
        let expected = multipartEvents(bytes)
        #expect(multipartEvents(bytes, pieces: Array(repeating: 1, count: bytes.count)) == expected)
        for index in bytes.indices { #expect(multipartEvents(bytes, pieces: [index]) == expected) }
        var random = SeededRandom(seed: 7)
        for _ in 0..<200 {
            let pieces = (0..<bytes.count).map { _ in Int.random(in: 0...9, using: &random) }
            #expect(multipartEvents(bytes, pieces: pieces) == expected)
        }
    }

    @Test(arguments: [
        ("", "The body has no line with the boundary that its Content-Type names"),
        ("x--b--", "The body has no line with the boundary that its Content-Type names"),
        ("--b", "The body ends on the line of a boundary"),
        ("--b\nContent-Dispo", "The body ends in the head of a part"),
        ("--b\nContent-Disposition: form-data; name=a\n\nx", "The body ends in a part, before its last boundary"),
        ("--b\nContent-Disposition: form-data; name=a\n\nx\n--", "The body ends in a part, before its last boundary"),
        ("--bc\n", "A boundary is followed by something else than two hyphens or CR LF"),
        ("--b\n\nx\n--b--", "A part has no head"),
        ("--b\nA: b\n\nx\n--b--", "A part has no Content-Disposition of form-data"),
        ("--b\nContent-Disposition: attachment; name=a\n\n", "A part has no Content-Disposition of form-data"),
        ("--b\nContent-Disposition: form-data; name=\"a\n\n", "A part has no Content-Disposition of form-data"),
        ("--b\nContent-Disposition: form-data; name=a; name=b\n\n", "A part has no Content-Disposition of form-data"),
        ("--b\nContent-Disposition: form-data\n\n", "The Content-Disposition of a part has no name"),
        ("--b\n : a\n\n", "The head of a part begins with a blank"),
        ("--b\na b: c\n\n", "The head of a part has a line that is no field"),
        ("--b\nA: b\rC: d\n\n", "Lines of a part's head must end with CR LF, and hold no NUL"),
        (
            "--b\nContent-Transfer-Encoding: base64\n\n",
            "A part has a Content-Transfer-Encoding, which is not taken"
        ),
    ])
    func aBrokenBodyIsSaidToBe(body: String, message: String) {
        #expect(multipartEvents(multipartBytes(body)).last == "error \(message)")
    }

    @Test func linesThatEndWithLineFeedAloneAreNoBoundaries() {
        let body = "--b\nContent-Disposition: form-data; name=a\n\nx\n--b--\n"
        #expect(
            multipartEvents(Array(body.utf8)) == [
                "error A boundary is followed by something else than two hyphens or CR LF"
            ])
    }

    @Test(arguments: [
        (#"name="a%22b%0D%0Ac%20""#, "a\"b\r\nc%20 -"), (#"name="";filename="""#, " "),
        (#"filename="/etc/passwd"; name=x"#, "x passwd"), (#"name=x; filename*=UTF-8''%C3%BC%20.png"#, "x ü .png"),
        (#"name=x; filename="a"; filename*=utf-8'en'b"#, "x a"), ("name=\"x\" ; filename=\"\u{301}a\";", "x \u{301}a"),
        ("NAME = x", "x -"), ("name=x;\n filename=y", "x y"),
    ])
    func namesAreReadAsBrowsersWriteThem(parameters: String, expected: String) {
        let body = multipartBytes("--b\nContent-Disposition: form-data; \(parameters)\n\n\n--b--")
        #expect(multipartEvents(body).first == "part \(expected) -")
    }

    @Test func tooManyPartsAreRefused() {
        let part = "--b\nContent-Disposition: form-data; name=a\n\n\n"
        let body = multipartBytes(part + part + "--b--")
        #expect(multipartEvents(body, limits: MultipartLimits(parts: 2)).count == 4)
        #expect(
            multipartEvents(body, limits: MultipartLimits(parts: 1)).last
                == "error The body must not have more than 1 parts")
    }

    @Test(arguments: [[], [1], Array(repeating: 1, count: 80)])
    func aHeadThatIsTooLongIsRefused(pieces: [Int]) {
        let head = "Content-Disposition: form-data; name=a"
        let body = multipartBytes("--b\n\(head)\n\n\n--b--")
        let (fits, doesNot) = (MultipartLimits(headSize: head.count), MultipartLimits(headSize: head.count - 1))
        #expect(multipartEvents(body, limits: fits, pieces: pieces).count == 2)
        #expect(
            multipartEvents(body, limits: doesNot, pieces: pieces)
                == ["error The head of a part must not exceed \(head.count - 1) bytes"])
    }

    @Test func aHeadThatNeverEndsIsRefusedBeforeItIsHeld() {
        var parser = MultipartParser(boundary: MultipartBoundary("b")!)
        #expect(throws: MultipartError.self) {
            parser.append(ByteBuffer(string: "--b\r\n"))
            for _ in 0..<10 {
                parser.append(ByteBuffer(repeating: UInt8(ascii: "x"), count: 1024))
                _ = try parser.next()
            }
        }
    }

    @Test(arguments: ["", " ", "a ", String(repeating: "x", count: 71), "a\"b", "ü"])
    func whatCantBeABoundaryIsNone(text: String) {
        #expect(MultipartBoundary(text) == nil)
    }
}
