// Customers taken home in a file (FEATURES 4.4): an Excel workbook, CSV or vCards of those whom a list shows, in its
// order and with the columns that were chosen.
//
// Made by a job of pieces (activity/pieces.h), so that neither a transaction nor memory grows with their number; it can
// be stopped, and stays for a day, for the member who asked for it alone. Whoever is erased or deleted goes out of it,
// made or not.
#pragma once

#include "exports/columns.h"

#include "customers/list.h"

namespace work {
class File;
}

using ExportId = base::Id<struct ExportTag>;

namespace exports {

// A list of everybody is more than what one needs to look after customers.
inline constexpr businesses::Permission kExportCustomers{"export_customers", businesses::kOwnersAndManagers,
                                                         N_("Taking customers home in a file")};

inline constexpr Seconds kExportLifetime = std::chrono::hours{24};
inline constexpr int kPerPiece = 200;  // customers
inline constexpr std::size_t kMostChosen = 200;

enum class Format { xlsx, csv, vcf };
std::string_view to_text(Format format);
std::optional<Format> parse_format(std::string_view text);
enum class State { making, ready, stopped };

using activity::Context;

struct Wanted {
    Format format = Format::xlsx;
    customers::Filter filter{};
    std::vector<CustomerId> chosen{};  // these alone, at most kMostChosen; empty: all whom the filter lets through
    customers::SortedBy by = customers::SortedBy::name;
    bool descending = false;
    std::vector<std::string> columns{};                      // keys of columns_of(); of vCards none
    customers::Circle circle = customers::Circle::managers;  // of whoever asks
    std::string described{};                                 // which list it is, for the log; nobody's name
};

struct Export {
    ExportId id{};
    Format format = Format::xlsx;
    State state = State::making;
    std::int64_t count = 0;  // customers so far
    int all = 0;             // how many there will be, about
    Instant asked_at{}, expires_at{};
};

// Begins one; what the member asked for before goes. The titles are in `language`. Records customers.exported {format,
// list, columns, customers} with the export as subject.
// Errors: invalid form.invalid (field columns: export.no_columns).
Result<ExportId> ask(db::Tx& tx, const Context& context, BusinessId business, const Wanted& wanted,
                     i18n::Language language, activity::Actor actor);
// Ends the making; what was made of it goes. False when the member has none of that id under way.
bool stop(db::Tx& tx, const Context& context, BusinessId business, ExportId id, activity::Actor actor);

// The member's newest one that was not stopped and has not expired.
std::optional<Export> newest(db::Session& session, const Clock& clock, BusinessId business, std::int64_t staff);
// Null when it is not ready, has expired, or is another member's.
struct Made {
    Format format;
    std::shared_ptr<const work::File> file;
};
std::optional<Made> file(db::Database& database, const Clock& clock, BusinessId business, ExportId id,
                         std::int64_t staff);

// The job, the activities, the permission, and what erasing and deleting take.
void subscribe(activity::Registry& registry, const Clock& clock);
void forget_old(db::Database& database, Instant now);

}  // namespace exports
