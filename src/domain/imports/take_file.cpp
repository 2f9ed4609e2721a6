// Reading the file that somebody sent, and keeping its rows.
#include "businesses/business.h"
#include "imports/store.h"
#include "imports/targets.h"
#include "sheets/recognise.h"
#include "sheets/workbook.h"

#include <algorithm>

namespace imports {
namespace {

using sheets::Kind;
using store::Row;

constexpr std::size_t kRowsTogether = 1000, kBytesTogether = std::size_t{256} << 10U;
constexpr std::size_t kSamples = 3, kLongestSample = 80, kLongestFileName = 150, kLongestColumnName = 100;
constexpr std::size_t kTitleRows = 10;
constexpr Seconds kReads = std::chrono::hours{1};

std::string_view refusal_of(Kind kind) {
    switch (kind) {
        case Kind::text:
        case Kind::workbook: return {};
        case Kind::old_workbook: return "import.old_workbook";
        case Kind::locked_workbook: return "import.locked_workbook";
        case Kind::open_document: return "import.open_document";
        case Kind::web_page: return "import.web_page";
        case Kind::contacts: return "import.contacts";
        case Kind::pdf: return "import.pdf";
        case Kind::archive: return "import.archive";
        case Kind::empty: return "import.empty";
        case Kind::other: return "import.no_table";
    }
    CHECK(false);
}

std::string name_of(sheets::Encoding encoding) {
    switch (encoding) {
        case sheets::Encoding::utf8: return "UTF-8";
        case sheets::Encoding::utf16le:
        case sheets::Encoding::utf16be: return "UTF-16";
        case sheets::Encoding::windows1252: return "Windows-1252";
    }
    CHECK(false);
}

std::string shortened(std::string_view text, std::size_t code_points) {
    std::string out = base::is_clean_text(text) ? base::typed_line(text) : std::string();
    while (base::length(out) > code_points) {
        do out.pop_back();
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80U);
        // What is left may end within a letter of several bytes.
        while (!out.empty() && !sheets::is_valid_utf8(out)) out.pop_back();
    }
    return out;
}

// What the columns are, by all rows of the file.
class Columns {
public:
    explicit Columns(const std::vector<std::string>& first_row) {
        for (const auto& cell : first_row)
            columns_.push_back({shortened(cell, kLongestColumnName), DateOrder::any, {}});
        seen_.resize(columns_.size());
    }
    void see(const std::vector<std::string>& cells) {
        for (std::size_t n = 0; n < std::min(cells.size(), columns_.size()); ++n) {
            const auto& cell = cells[n];
            if (cell.empty()) continue;
            seen_[n].see(cell);
            auto& samples = columns_[n].samples;
            if (samples.size() == kSamples) continue;
            auto sample = shortened(cell, kLongestSample);
            if (!sample.empty() && std::ranges::find(samples, sample) == samples.end())
                samples.push_back(std::move(sample));
        }
    }
    std::vector<Column> take() {
        for (std::size_t n = 0; n < columns_.size(); ++n) columns_[n].dates = seen_[n].order();
        return std::move(columns_);
    }

private:
    std::vector<Column> columns_;
    std::vector<DateOrderSeen> seen_;
};

bool is_blank(const std::vector<std::string>& cells) {
    return std::ranges::all_of(cells,
                               [](const std::string& cell) { return cell.find_first_not_of(" \t") == cell.npos; });
}

class Keeping {
public:
    Keeping(db::Database& database, BusinessId business, ImportId id)
        : database_(database), business_(business), id_(id) {}

    Result<void> read(std::string_view text, const sheets::Dialect& dialect) {
        sheets::CsvReader reader(text, dialect, {.rows = kMostRows + 1});
        std::vector<Row> titles;
        while (true) {
            auto record = reader.next();
            if (!record) return std::unexpected(std::move(record.error()));
            if (!*record) break;
            auto& found = **record;
            if (is_blank(found.cells)) continue;
            Row row{found.row, std::move(found.cells), found.stray_quote, found.broken_text};
            // Above the names of the columns there may be the name of the whole, in a cell of its own.
            if (!columns_ && filled(row.cells) < 2) {
                titles.push_back(std::move(row));
                if (titles.size() == kTitleRows) keep_all(titles);
                continue;
            }
            if (!columns_) begin(row.cells);
            keep(std::move(row));
        }
        if (!columns_ && !titles.empty()) keep_all(titles);
        flush();
        return {};
    }

    std::int64_t rows() const { return rows_; }
    const std::vector<std::string>& first_row() const { return first_row_; }
    std::vector<Column> columns() { return columns_ ? columns_->take() : std::vector<Column>(); }

private:
    static std::size_t filled(const std::vector<std::string>& cells) {
        return cells.size() - static_cast<std::size_t>(std::ranges::count_if(cells, &std::string::empty));
    }
    // A table of one column.
    void keep_all(std::vector<Row>& rows) {
        begin(rows.front().cells);
        for (auto& row : rows) keep(std::move(row));
        rows.clear();
    }
    void begin(const std::vector<std::string>& first_row) {
        first_row_ = first_row;
        columns_.emplace(first_row);
    }
    void keep(Row row) {
        if (rows_++ > 0) columns_->see(row.cells);
        for (const auto& cell : row.cells) bytes_ += cell.size() + 3;
        together_.push_back(std::move(row));
        if (together_.size() >= kRowsTogether || bytes_ >= kBytesTogether) flush();
    }
    void flush() {
        if (together_.empty()) return;
        database_.write([&](db::Tx& tx) { store::insert_rows(tx, business_, id_, together_); });
        together_.clear();
        bytes_ = 0;
    }

    db::Database& database_;
    BusinessId business_;
    ImportId id_;
    std::optional<Columns> columns_;
    std::vector<std::string> first_row_;
    std::vector<Row> together_;
    std::size_t bytes_ = 0;
    std::int64_t rows_ = 0;
};

// As the last such file was, where there was one and its columns are the same.
void propose(db::Session& session, BusinessId business, store::Stored& import, const std::vector<std::string>& first) {
    import.fingerprint = fingerprint_of(import.columns);
    auto known = store::remembered(session, business, import.fingerprint);
    if (known && known->targets.size() == import.columns.size()) {
        import.settings = *std::move(known);
        import.remembered = true;
        // These are decided each time.
        import.settings.access = Access::usual;
        import.settings.label.clear();
        return;
    }
    import.settings.targets = guessed_targets(import.columns);
    import.settings.has_header = looks_like_header(first);
}

}  // namespace

Result<ImportId> take_file(db::Database& database, const Context& context, BusinessId business,
                           std::string_view file_name, std::string_view bytes, activity::Actor actor) {
    if (bytes.size() > kLargestFile) return invalid("import.too_large", {{"max", std::to_string(kLargestFile >> 20U)}});
    const auto kind = sheets::kind_of(bytes);
    if (const auto refusal = refusal_of(kind); !refusal.empty()) return invalid(std::string(refusal));

    std::string unpacked;
    sheets::Dialect dialect;
    auto text = bytes;
    if (kind == Kind::workbook) {
        auto made = sheets::text_of_workbook(bytes);
        if (!made) return std::unexpected(std::move(made.error()));
        text = unpacked = *std::move(made);
    } else {
        dialect = sheets::dialect_of(bytes);
    }

    store::Stored import;
    import.id = base::make_id<ImportId>();
    import.file_name = shortened(file_name, kLongestFileName);
    import.bytes = static_cast<std::int64_t>(bytes.size());
    if (kind == Kind::text) {
        import.encoding = name_of(dialect.encoding);
        import.delimiter = std::string(1, dialect.delimiter);
    }
    import.staff_member = actor.kind == activity::ActorKind::staff ? actor.id : 0;
    import.created_at = context.clock.now();
    // What a process that died has begun goes soon.
    import.expires_at = import.created_at + kReads;
    const auto begun = database.write([&](db::Tx& tx) -> Result<void> {
        if (store::count(tx, business, kMostKept) >= kMostKept)
            return conflict("import.too_many", {{"max", std::to_string(kMostKept)}});
        store::insert(tx, business, import);
        return {};
    });
    if (!begun) return std::unexpected(begun.error());

    Keeping keeping(database, business, import.id);
    const auto read = keeping.read(text, dialect);
    import.columns = keeping.columns();
    import.rows = keeping.rows();
    const bool has_rows = import.rows > 0;
    database.write([&](db::Tx& tx) {
        if (!read || !has_rows) {
            import.expires_at = context.clock.now();
        } else {
            import.state = State::mapping;
            import.expires_at = context.clock.now() + kWaits;
            propose(tx, business, import, keeping.first_row());
        }
        store::update(tx, business, import);
    });
    if (!read) return std::unexpected(read.error());
    if (!has_rows) return invalid("import.no_rows");
    return import.id;
}

}  // namespace imports
