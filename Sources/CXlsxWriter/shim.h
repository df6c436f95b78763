#include <stdio.h>
#include <xlsxwriter.h>

/* Whether rows of a sheet could not be written to its temporary file: the library does not look. */
static inline int bodega_xlsx_has_failed(lxw_worksheet *sheet) {
    return sheet->optimize_tmpfile != NULL && ferror(sheet->optimize_tmpfile) != 0;
}

/* Writes what is still in memory of a sheet's rows, and tells whether that has failed. */
static inline int bodega_xlsx_flush(lxw_worksheet *sheet) {
    return sheet->optimize_tmpfile != NULL && fflush(sheet->optimize_tmpfile) != 0;
}

/* Frees a workbook that is not to be closed, with the temporary files of its sheets, which only closing it would close. */
static inline void bodega_xlsx_abandon(lxw_workbook *book) {
    lxw_worksheet *sheet;
    STAILQ_FOREACH(sheet, book->worksheets, list_pointers) {
        if (sheet->optimize_tmpfile != NULL) fclose(sheet->optimize_tmpfile);
    }
    lxw_workbook_free(book);
}
