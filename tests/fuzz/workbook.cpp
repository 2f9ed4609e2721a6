// Excel's workbooks.
#include "sheets/workbook.h"
#include "fuzz/fuzz.h"
#include "sheets/csv_reader.h"

void fuzz(std::string_view bytes) {
    const auto text = sheets::parse_workbook(bytes);
    if (!text) return;
    CHECK(sheets::is_valid_utf8(*text) && text->size() <= sheets::kMostText);
    // What is made is read again without a refusal, but where a row is too long.
    sheets::CsvReader reader(*text, {});
    for (;;) {
        const auto record = reader.next();
        if (!record) CHECK(record.error().code == "sheet.long_row" || record.error().code == "sheet.too_many_rows");
        if (!record || !*record) return;
        CHECK(!(*record)->stray_quote);
    }
}
