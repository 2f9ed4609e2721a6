// The SQL of imports.
#pragma once

#include "db/db.h"
#include "imports/imports.h"

namespace imports::store {

struct Row {
    std::int64_t number = 0;  // as a spreadsheet counts it
    std::vector<std::string> cells;
    bool stray_quote = false, broken_text = false;
};

struct Stored : Import {
    std::int64_t round = 0, at_row = 0;
    CustomerId at_customer{};
    std::optional<ActivityId> asked_by{};
    std::string fingerprint;
};

void insert(db::Tx& tx, BusinessId business, const Stored& import);
std::optional<Stored> find(db::Session& session, BusinessId business, ImportId id);
// Nobody else changes it until the commit.
std::optional<Stored> lock(db::Tx& tx, BusinessId business, ImportId id);
std::vector<Stored> list(db::Session& session, BusinessId business, int limit);
int count(db::Session& session, BusinessId business, int most);
// Everything that changes after reading.
void update(db::Tx& tx, BusinessId business, const Stored& import);
// There is something for the housekeeper.
void leave(db::Tx& tx, BusinessId business, ImportId id);

void insert_rows(db::Tx& tx, BusinessId business, ImportId id, const std::vector<Row>& rows);
// The rows that were kept together behind that one; none: there is no more.
std::vector<Row> rows_after(db::Session& session, BusinessId business, ImportId id, std::int64_t row);

void insert_troubled(db::Tx& tx, BusinessId business, ImportId id, std::int64_t round, const Troubled& row);
std::vector<Troubled> list_troubled(db::Session& session, BusinessId business, ImportId id, std::int64_t round,
                                    std::int64_t after, int limit);

struct Change {
    CustomerId customer;
    std::int64_t row = 0;
    bool is_new = false;
    std::string before = "{}", after = "{}", labels = "[]";  // JSON
    int happened = 0;
    Instant at;
};
std::optional<Change> find_change(db::Session& session, BusinessId business, ImportId id, CustomerId customer);
void put_change(db::Tx& tx, BusinessId business, ImportId id, const Change& change);
std::vector<Change> changes_after(db::Session& session, BusinessId business, ImportId id, CustomerId after, int limit);
int count_changes(db::Session& session, BusinessId business, ImportId id);
void end_change(db::Tx& tx, BusinessId business, ImportId id, CustomerId customer, std::string_view outcome,
                const std::vector<std::string>& left_as_is);
void delete_change(db::Tx& tx, BusinessId business, ImportId id, CustomerId customer);
std::vector<Kept> list_kept(db::Session& session, BusinessId business, ImportId id, int limit);

// The row that was known by `match` before, and whether it had the same name; nullopt: this one is the first.
struct Before {
    std::int64_t row = 0;
    bool same_name = false;
};
std::optional<Before> note_key(db::Tx& tx, BusinessId business, const Stored& import, std::string_view match,
                               std::string_view name, std::int64_t row);

std::optional<Settings> remembered(db::Session& session, BusinessId business, const std::string& fingerprint);
void remember(db::Tx& tx, BusinessId business, const std::string& fingerprint, const Settings& settings, Instant now);

// What nobody needs any more: every few seconds. The mappings that were not used for long: now and then.
void forget_old(db::Database& database, Instant now);
void forget_mappings(db::Database& database, Instant now);

}  // namespace imports::store
