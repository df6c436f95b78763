/// Puts the blocks of a document on pages, from top to bottom.
///
/// It runs twice: without a canvas it counts the pages, whose number stands at the foot of each.
struct Flow {
    /// How much of a page its last part must leave of nothing: sums of fractions are not exact.
    private static let tolerance = 0.01

    let document: PDFDocument
    let fonts: Fonts
    let bounds: RenderBounds
    /// Nil to count.
    let canvas: Canvas?
    /// How many pages there are; nil where they are counted.
    let pageCount: Int?
    private(set) var page = 1
    /// Where the next block begins, in points from the top of the page.
    private(set) var y: Double

    init(_ document: PDFDocument, fonts: Fonts, bounds: RenderBounds, on canvas: Canvas? = nil, pageCount: Int? = nil) {
        self.document = document
        self.fonts = fonts
        self.bounds = bounds
        self.canvas = canvas
        self.pageCount = pageCount
        self.y = document.margin
    }

    var left: Double { self.document.margin }
    var width: Double { max(1, self.document.pageSize.width - 2 * self.document.margin) }
    var bottom: Double { self.document.pageSize.height - self.document.margin }
    /// How much fits on a page.
    var pageHeight: Double { max(1, self.bottom - self.document.margin) }

    /// Puts everything on pages.
    ///
    /// - Returns: how many there are.
    mutating func run() throws(PDFError) -> Int {
        for block in self.document.blocks {
            try self.bounds.check()
            switch block {
            case .text(let text): try self.place(text)
            case .table(let table): try self.place(table)
            case .rule:
                try self.makeRoom(for: 1)
                self.canvas?.rule(x: self.left, y: self.y, width: self.width)
                self.advance(by: 1)
            case .space(let height): self.advance(by: height.isFinite ? min(max(0, height), self.bottom - self.y) : 0)
            }
        }
        try self.endPage()
        return self.page
    }

    /// Goes to the next page where this one has too little room.
    ///
    /// - Returns: whether it did.
    @discardableResult
    mutating func makeRoom(for height: Double) throws(PDFError) -> Bool {
        guard self.y + height > self.bottom + Self.tolerance, self.y > self.document.margin else { return false }
        try self.endPage()
        self.page += 1
        guard self.page <= self.bounds.maximumPages else {
            throw PDFError(.tooLong, "more than \(self.bounds.maximumPages) pages")
        }
        self.y = self.document.margin
        return true
    }

    mutating func advance(by height: Double) {
        self.y += height
    }

    private mutating func place(_ text: PDFText) throws(PDFError) {
        let layout = self.fonts.layout(text, width: self.width, maximumLines: nil)
        var flow = self
        try layout.forEachLine { line throws(PDFError) in
            try flow.bounds.check()
            try flow.makeRoom(for: line.height)
            flow.canvas?.show(line, x: flow.left + line.x, y: flow.y + line.ascent)
            flow.advance(by: line.height)
        }
        self = flow
    }

    private func endPage() throws(PDFError) {
        guard let canvas = self.canvas, let count = self.pageCount else { return }
        let y = self.bottom + 14
        let number = self.fonts.layout(
            PDFText("\(self.page) / \(count)", size: 8, tone: .grey), width: nil, maximumLines: 1)
        canvas.show(number, x: self.left + self.width - number.width, y: y, within: nil)
        if !self.document.footer.isEmpty {
            let width = max(1, self.width - number.width - 12)
            let text = self.fonts.layout(
                PDFText(self.document.footer, size: 8, tone: .grey), width: width, maximumLines: 1)
            canvas.show(text, x: self.left, y: y, within: (width, text.height))
        }
        try canvas.endPage()
    }
}
