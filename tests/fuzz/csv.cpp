// Tables of text.
#include "fuzz/fuzz.h"
#include "sheets/recognise.h"

void fuzz(std::string_view bytes) {
    if (sheets::kind_of(bytes) == sheets::Kind::empty) return;
    const auto dialect = sheets::dialect_of(bytes);
    CHECK(sheets::kDelimiters.find(dialect.delimiter) != sheets::kDelimiters.npos && dialect.skip <= bytes.size());
    const sheets::Limits limits{.record = 4096, .columns = 50, .rows = 1000};
    sheets::CsvReader reader(bytes, dialect, limits);
    for (std::int64_t row = dialect.rows;;) {
        const auto record = reader.next();
        if (!record || !*record) return;
        CHECK((*record)->row == ++row && (*record)->cells.size() <= limits.columns);
        for (const auto& cell : (*record)->cells)
            CHECK(sheets::is_valid_utf8(cell) && cell.find('\0') == cell.npos && cell.size() <= limits.record);
    }
}
