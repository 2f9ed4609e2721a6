// Customers from a file (FEATURES 4.4): CSV or .xlsx, taken in three steps that each can be left and come back to. The
// file is read and kept; staff say what its columns are; all of it is checked without a change to any customer. Then it
// comes in, some rows in each transaction, so that it can be watched and stopped and goes on after a crash. For 30 days
// the whole of it can be undone.
//
// Nobody hears of it: no workflow answers to a customer who is imported, and details for signing in are only mailed
// where staff asked for that. What did not come in is kept with why, to be corrected and imported again.
#pragma once

#include "activity/pieces.h"
#include "customers/customer.h"
#include "i18n/i18n.h"
#include "imports/settings.h"

#include <memory>

namespace work {
class File;
}

using ImportId = base::Id<struct ImportTag>;

namespace imports {

using activity::Context;

inline constexpr std::size_t kLargestFile = std::size_t{64} << 20U;
inline constexpr std::int64_t kMostRows = 1'000'000;
// Until it is begun; and what it brought, with what did not come in, after that.
inline constexpr Seconds kWaits = std::chrono::days{7}, kKept = std::chrono::days{30};
// At most so many of a business that are not undone or over.
inline constexpr int kMostKept = 100;

// The activities, jobs and housekeeping.
void subscribe(activity::Registry& registry, const Clock& clock);

enum class State { reading, mapping, checking, checked, importing, done, undoing, undone };

struct Counts {
    std::int64_t added = 0, changed = 0, left_alone = 0, failed = 0;
    std::int64_t taken_back = 0, kept = 0;  // of an undone one: customers
};

struct Import {
    ImportId id;
    State state = State::reading;
    std::string file_name;
    std::int64_t bytes = 0;
    std::string encoding;   // "UTF-8", "Windows-1252", "UTF-16"; empty: a workbook
    std::string delimiter;  // empty: a workbook
    std::vector<Column> columns;
    std::int64_t rows = 0;  // with the one that names the columns
    Settings settings;
    bool remembered = false;                       // the settings are those of the last such file
    Counts counts;                                 // of the check, or of what came in
    std::map<std::string, std::int64_t> problems;  // by their code: how many rows
    bool stopped = false;                          // while it came in
    activity::Work work;                           // what is under way
    std::int64_t staff_member = 0;
    Instant created_at;
    std::optional<Instant> finished_at;
    Instant expires_at;

    // Without the row that names the columns.
    std::int64_t data_rows() const { return std::max<std::int64_t>(0, rows - (settings.has_header ? 1 : 0)); }
    bool can_be_undone(Instant now) const { return state == State::done && now < expires_at; }
};

// Reads the file and keeps it, in transactions of its own. The settings are those of the last file with such columns,
// else guessed. Errors: invalid import.empty, import.old_workbook, import.locked_workbook, import.open_document,
// import.web_page, import.contacts, import.pdf, import.archive, import.no_table, import.too_large {max},
// import.no_rows, those of sheets::CsvReader and text_of_workbook; conflict import.too_many {max}; too_many
// server.busy.
Result<ImportId> take_file(db::Database& database, const Context& context, BusinessId business,
                           std::string_view file_name, std::string_view bytes, activity::Actor actor);

std::optional<Import> find(db::Session& session, BusinessId business, ImportId id);
// The newest first.
std::vector<Import> list(db::Session& session, BusinessId business, int limit);
// The first rows of the file, with the one that names the columns.
std::vector<std::vector<std::string>> preview(db::Session& session, BusinessId business, ImportId id, std::size_t rows);

// Says what the columns are and begins to check every row. Also once more, after a check. Errors: invalid form.invalid
// (fields target_N: import.target_twice; targets: import.nothing_mapped, import.no_name; dates: import.which_dates;
// label: field.too_long); not_found import.unknown; conflict import.not_now.
Result<void> check(db::Tx& tx, const Context& context, BusinessId business, ImportId id, const Settings& settings,
                   activity::Actor actor);
// After a check. Records import.begun. Errors: not_found import.unknown; conflict import.not_now, label.too_many {max}.
Result<void> begin(db::Tx& tx, const Context& context, BusinessId business, ImportId id, activity::Actor actor);
// Ends the check, or lets no further row come in; those that are in stay. False where nothing is under way.
bool stop(db::Tx& tx, const Context& context, BusinessId business, ImportId id, activity::Actor actor);
// Begins to take it back: customers who came in go, unless something has happened to them since; fields that were
// changed get back what they held, unless they were changed since. Records import.undo_begun. Errors: not_found
// import.unknown; conflict import.not_now.
Result<void> undo(db::Tx& tx, const Context& context, BusinessId business, ImportId id, activity::Actor actor);
// What is kept of it goes, so it cannot be undone any more; what came in stays. Errors: not_found import.unknown;
// conflict import.not_now, while something is under way.
Result<void> forget(db::Tx& tx, BusinessId business, ImportId id);

struct Troubled {
    std::int64_t row = 0;
    bool fails = false;
    std::vector<std::string> cells;
    std::vector<Problem> problems;
};
// Of the last check the first kMostShown; of an import those that did not come in. In order, behind row `after`.
inline constexpr int kMostShown = 200;
std::vector<Troubled> list_troubled(db::Session& session, BusinessId business, ImportId id, std::int64_t after,
                                    int limit);
// What did not come in as CSV, with the columns of the file and two more: the row, and what is wrong.
std::shared_ptr<const work::File> failed_rows(db::Database& database, BusinessId business, ImportId id,
                                              i18n::Language language);

// Whom undoing left as they are, in part or wholly.
struct Kept {
    CustomerId customer;
    bool is_new = false;
    std::vector<std::string> fields;  // by name, that were changed since; none: something has happened to them
};
std::vector<Kept> list_kept(db::Session& session, BusinessId business, ImportId id, int limit);

}  // namespace imports
