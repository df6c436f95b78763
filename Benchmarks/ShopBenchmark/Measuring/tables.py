"""Markdown tables that can be read as they are."""


def table(header, rows, text_columns=0):
    """All but the first `text_columns` columns are aligned to the right."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]

    def line(cells):
        return "| " + " | ".join(cells) + " |"

    def aligned(row):
        cells = enumerate(zip(row, widths))
        return line(cell.ljust(width) if column < text_columns else cell.rjust(width) for column, (cell, width) in cells)

    rule = ["-" * width if column < text_columns else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
    return "\n".join([aligned(header), line(rule), *(aligned(row) for row in rows)])
