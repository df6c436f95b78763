extension Flow {
    /// Between two columns, in points.
    private static let gap = 12.0
    /// Above and below the texts of a row, in points.
    private static let padding = 3.0
    private static let maximumLines = 20

    mutating func place(_ table: PDFTable) throws(PDFError) {
        guard !table.columns.isEmpty else { return }
        let places = self.places(of: table)
        let head = self.head(of: table, places)
        try self.makeRoom(for: self.heightToKeep(of: table, head, places))
        if let head { self.draw(head, places, hasRule: true) }
        for texts in table.rows {
            try self.bounds.check()
            let row = self.row(texts, places)
            if try self.makeRoom(for: row.height), let head { self.draw(head, places, hasRule: true) }
            self.draw(row, places, hasRule: table.hasRules)
        }
    }

    /// The head must not stand alone at the end of a page.
    private func heightToKeep(of table: PDFTable, _ head: Row?, _ places: [Place]) throws(PDFError) -> Double {
        var height = head?.height ?? 0
        for texts in table.isKeptTogether ? table.rows[...] : table.rows.prefix(1) {
            try self.bounds.check()
            height += self.row(texts, places).height
            // It can't be kept: it begins where it is.
            if height > self.pageHeight { return 0 }
        }
        return height
    }

    private func head(of table: PDFTable, _ places: [Place]) -> Row? {
        guard table.columns.contains(where: { !$0.title.isEmpty }) else { return nil }
        return self.row(table.columns.map { [Self.heading($0)] }, places)
    }

    private static func heading(_ column: PDFTableColumn) -> PDFText {
        PDFText(column.title, size: 9, isBold: true, tone: .grey)
    }

    private func row(_ cells: [[PDFText]], _ places: [Place]) -> Row {
        let layouts = zip(cells, places).map { texts, place in
            texts.map {
                self.fonts.layout(
                    $0, width: place.width, alignment: place.alignment, maximumLines: Self.maximumLines)
            }
        }
        // Fonts of other scripts are higher: the first lines of all cells stand on one line all the same.
        let ascent = layouts.reduce(0) { max($0, $1.first?.ascent ?? 0) }
        var bottom = 0.0
        let most = self.pageHeight - 2 * Self.padding
        let placed = layouts.map { cell -> [PlacedText] in
            var y = ascent - (cell.first?.ascent ?? 0)
            var texts: [PlacedText] = []
            for layout in cell {
                let height = layout.height
                guard y + height <= most else { break }
                texts.append(PlacedText(layout: layout, y: y, height: height))
                y += height
            }
            bottom = max(bottom, y)
            return texts
        }
        return Row(cells: placed, height: bottom + 2 * Self.padding)
    }

    private mutating func draw(_ row: Row, _ places: [Place], hasRule: Bool) {
        if let canvas = self.canvas {
            let top = self.y + Self.padding
            for (cell, place) in zip(row.cells, places) {
                for text in cell {
                    canvas.show(text.layout, x: place.x, y: top + text.y, within: (place.width, text.height))
                }
            }
            if hasRule { canvas.rule(x: self.left, y: self.y + row.height, width: self.width) }
        }
        self.advance(by: row.height)
    }

    /// Where the columns are.
    private func places(of table: PDFTable) -> [Place] {
        let room = max(1, self.width - Self.gap * Double(table.columns.count - 1))
        var widths = table.columns.indices.map { index -> Double? in
            guard case .content = table.columns[index].width else { return nil }
            return min(self.contentWidth(index, of: table), room / 3)
        }
        // Columns of a share keep a fifth of the table at least, if there are any.
        let taken = widths.reduce(0) { $0 + ($1 ?? 0) }
        let most = widths.contains(nil) ? room * 0.8 : room
        if taken > most { widths = widths.map { $0.map { $0 * most / taken } } }
        let left = room - min(taken, most)
        let shares = table.columns.map { column in
            if case .share(let share) = column.width, share.isFinite { max(0.01, share) } else { 0.01 }
        }
        let sum = zip(widths, shares).reduce(0) { $0 + ($1.0 == nil ? $1.1 : 0) }
        var x = self.left
        return table.columns.indices.map { index in
            let width = widths[index] ?? left * shares[index] / sum
            defer { x += width + Self.gap }
            return Place(x: x, width: width, alignment: table.columns[index].alignment)
        }
    }

    /// How wide the widest of the longest texts of a column is: to lay out all of them takes as long as the table itself.
    private func contentWidth(_ index: Int, of table: PDFTable) -> Double {
        var longest: [PDFText] = []
        for row in table.rows where index < row.count {
            for text in row[index] {
                guard longest.count == 16 else {
                    longest.append(text)
                    continue
                }
                let shortest = longest.indices.min { longest[$0].string.utf8.count < longest[$1].string.utf8.count }!
                if text.string.utf8.count > longest[shortest].string.utf8.count { longest[shortest] = text }
            }
        }
        return ([Self.heading(table.columns[index])] + longest).reduce(1) { widest, text in
            // A point more: lines are broken where they are wider than their room by a fraction.
            max(widest, self.fonts.layout(text, width: nil, maximumLines: 1).width + 1)
        }
    }

    /// The room of a column, in points.
    private struct Place {
        let x: Double
        let width: Double
        let alignment: PDFAlignment
    }

    private struct PlacedText {
        let layout: TextLayout
        /// From the top of the row's texts, in points.
        let y: Double
        let height: Double
    }

    private struct Row {
        let cells: [[PlacedText]]
        let height: Double
    }
}
