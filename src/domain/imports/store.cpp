#include "imports/store.h"

#include "base/hex.h"
#include "db/forget.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace imports::store {
namespace {

using nlohmann::json;

constexpr std::pair<State, std::string_view> kStates[] = {{State::reading, "reading"},     {State::mapping, "mapping"},
                                                          {State::checking, "checking"},   {State::checked, "checked"},
                                                          {State::importing, "importing"}, {State::done, "done"},
                                                          {State::undoing, "undoing"},     {State::undone, "undone"}};

std::string_view to_text(State state) {
    for (const auto& [each, text] : kStates)
        if (each == state) return text;
    CHECK(false);
}
State parse_state(std::string_view text) {
    for (const auto& [state, each] : kStates)
        if (each == text) return state;
    CHECK(false);
}

// Of one that was forgotten expires_at is 0: nothing finds it any more.
constexpr std::string_view kSelect = R"sql(
    select id, state, file_name, bytes, encoding, delimiter, fingerprint, columns, row_count, settings, remembered,
           round, at_row, at_customer, asked_by, added, changed, left_alone, failed, taken_back, kept, problems, stopped,
           coalesce(staff_member_id, 0), created_at, finished_at, expires_at
    from imports where business_id = :business and expires_at > 0 )sql";

template <class... Args>
std::vector<Stored> select(db::Session& session, const std::string& sql, const Args&... args) {
    using S = std::string;
    using N = std::int64_t;
    std::vector<Stored> out;
    for (auto& [id, state, file_name, bytes, encoding, delimiter, fingerprint, columns, row_count, settings, remembered,
                round, at_row, at_customer, asked_by, added, changed, left_alone, failed, taken_back, kept, problems,
                stopped, staff, created_at, finished_at, expires_at] :
         session.rows<ImportId, S, S, N, S, S, S, S, N, S, bool, N, N, CustomerId, std::optional<ActivityId>, N, N, N,
                      N, N, N, S, bool, N, Instant, std::optional<Instant>, Instant>(sql, args...)) {
        Stored import;
        import.id = id;
        import.state = parse_state(state);
        import.file_name = std::move(file_name);
        import.bytes = bytes;
        import.encoding = std::move(encoding);
        import.delimiter = std::move(delimiter);
        import.fingerprint = std::move(fingerprint);
        import.columns = columns_of(json::parse(columns));
        import.rows = row_count;
        import.settings = settings_of(json::parse(settings));
        import.remembered = remembered;
        import.round = round;
        import.at_row = at_row;
        import.at_customer = at_customer;
        import.asked_by = asked_by;
        import.counts = {added, changed, left_alone, failed, taken_back, kept};
        json::parse(problems).get_to(import.problems);
        import.stopped = stopped;
        import.staff_member = staff;
        import.created_at = created_at;
        import.finished_at = finished_at;
        import.expires_at = expires_at;
        out.push_back(std::move(import));
    }
    return out;
}

std::optional<Stored> first(std::vector<Stored> found) {
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::string problems_text(const std::vector<Problem>& problems) {
    auto out = json::array();
    for (const auto& problem : problems)
        out.push_back({{"code", problem.code},
                       {"parameters", problem.parameters},
                       {"column", problem.column},
                       {"fails", problem.fails}});
    return out.dump();
}

std::vector<Problem> problems_in(const std::string& text) {
    std::vector<Problem> out;
    for (const auto& each : json::parse(text))
        out.push_back({each.at("code").get<std::string>(),
                       each.at("parameters").get<std::vector<std::pair<std::string, std::string>>>(),
                       each.at("column").get<int>(), each.at("fails").get<bool>()});
    return out;
}

// 63 bits of a hash.
std::int64_t number_of(std::string_view text) {
    const auto digits = base::hash(text).substr(0, 15);
    std::int64_t out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
    return out;
}

using Change6 = std::tuple<CustomerId, std::int64_t, bool, std::string, std::string, std::string, int, Instant>;
constexpr std::string_view kChange =
    "select customer_id, row_number, is_new, before, after, labels, happened, at from import_changes "
    "where business_id = :business and import_id = :import and ";
Change change_of(Change6&& row) {
    auto& [customer, number, is_new, before, after, labels, happened, at] = row;
    return {customer, number, is_new, std::move(before), std::move(after), std::move(labels), happened, at};
}

// Deletes a little of it in transactions of its own, until nothing is left.
void clear(db::Database& database, BusinessId business, ImportId id, std::string_view table, std::string_view key,
           const std::string& where) {
    db::forget(database,
               fmt::format("delete from {0} where business_id = :business and import_id = :import and ({1}) in "
                           "(select {1} from {0} where business_id = :business and import_id = :import and {2} "
                           "limit {{}})",
                           table, key, where),
               business, id);
}

}  // namespace

void insert(db::Tx& tx, BusinessId business, const Stored& import) {
    tx.execute("insert into imports (business_id, id, state, file_name, bytes, encoding, delimiter, staff_member_id, "
               "created_at, expires_at) values (:business, :id, :state, :file_name, :bytes, :encoding, :delimiter, "
               ":staff, :created, :expires)",
               business, import.id, to_text(import.state), import.file_name, import.bytes, import.encoding,
               import.delimiter, import.staff_member ? std::optional(import.staff_member) : std::nullopt,
               import.created_at, import.expires_at);
}

std::optional<Stored> find(db::Session& session, BusinessId business, ImportId id) {
    return first(select(session, fmt::format("{} and id = :id", kSelect), business, id));
}

std::optional<Stored> lock(db::Tx& tx, BusinessId business, ImportId id) {
    const auto* held = tx.engine() == db::Engine::postgres ? " for update" : "";
    return first(select(tx, fmt::format("{} and id = :id{}", kSelect, held), business, id));
}

std::vector<Stored> list(db::Session& session, BusinessId business, int limit) {
    return select(session, fmt::format("{} and state <> 'reading' order by id desc limit :limit", kSelect), business,
                  limit);
}

int count(db::Session& session, BusinessId business, int most) {
    return session
        .value<int>("select count(*) from (select 1 from imports where business_id = :business limit :most) few",
                    business, most)
        .value();
}

void update(db::Tx& tx, BusinessId business, const Stored& import) {
    const auto& counts = import.counts;
    tx.execute(R"sql(
        update imports set state = :state, fingerprint = :fingerprint, columns = :columns, row_count = :rows,
               settings = :settings, remembered = :remembered, round = :round, at_row = :at_row,
               at_customer = :at_customer, asked_by = :asked_by, added = :added, changed = :changed,
               left_alone = :left_alone, failed = :failed, taken_back = :taken_back, kept = :kept,
               problems = :problems, stopped = :stopped, finished_at = :finished, expires_at = :expires
        where business_id = :business and id = :id)sql",
               to_text(import.state), import.fingerprint, to_json(import.columns).dump(), import.rows,
               to_json(import.settings).dump(), import.remembered, import.round, import.at_row, import.at_customer,
               import.asked_by, counts.added, counts.changed, counts.left_alone, counts.failed, counts.taken_back,
               counts.kept, json(import.problems).dump(), import.stopped, import.finished_at, import.expires_at,
               business, import.id);
}

void leave(db::Tx& tx, BusinessId business, ImportId id) {
    tx.execute("update imports set leftovers = 1 where business_id = :business and id = :id", business, id);
}

void insert_rows(db::Tx& tx, BusinessId business, ImportId id, const std::vector<Row>& rows) {
    auto out = json::array();
    for (const auto& row : rows) {
        auto one = json::array({row.number, (row.stray_quote ? 1 : 0) + (row.broken_text ? 2 : 0)});
        for (const auto& cell : row.cells) one.push_back(cell);
        out.push_back(std::move(one));
    }
    tx.execute("insert into import_chunks (business_id, import_id, first_row, content) "
               "values (:business, :import, :row, :content)",
               business, id, rows.front().number, db::Bytes{out.dump()});
}

std::vector<Row> rows_after(db::Session& session, BusinessId business, ImportId id, std::int64_t row) {
    const auto content = session.value<db::Bytes>(
        "select content from import_chunks where business_id = :business and import_id = :import and first_row > :row "
        "order by first_row limit 1",
        business, id, row);
    std::vector<Row> out;
    if (!content) return out;
    for (auto& each : json::parse(content->value)) {
        const auto flags = each.at(1).get<int>();
        Row read{.number = each.at(0).get<std::int64_t>(),
                 .cells = {},
                 .stray_quote = (flags & 1) != 0,
                 .broken_text = (flags & 2) != 0};
        for (std::size_t n = 2; n < each.size(); ++n) read.cells.push_back(std::move(each[n].get_ref<std::string&>()));
        out.push_back(std::move(read));
    }
    return out;
}

void insert_troubled(db::Tx& tx, BusinessId business, ImportId id, std::int64_t round, const Troubled& row) {
    tx.execute("insert into import_problems (business_id, import_id, round, row_number, fails, cells, problems) "
               "values (:business, :import, :round, :row, :fails, :cells, :problems)",
               business, id, round, row.row, row.fails, json(row.cells).dump(), problems_text(row.problems));
}

std::vector<Troubled> list_troubled(db::Session& session, BusinessId business, ImportId id, std::int64_t round,
                                    std::int64_t after, int limit) {
    std::vector<Troubled> out;
    for (const auto& [row, fails, cells, problems] : session.rows<std::int64_t, bool, std::string, std::string>(
             "select row_number, fails, cells, problems from import_problems where business_id = :business "
             "and import_id = :import and round = :round and row_number > :after order by row_number limit :limit",
             business, id, round, after, limit))
        out.push_back({row, fails, json::parse(cells).get<std::vector<std::string>>(), problems_in(problems)});
    return out;
}

std::optional<Change> find_change(db::Session& session, BusinessId business, ImportId id, CustomerId customer) {
    auto found = session.row<CustomerId, std::int64_t, bool, std::string, std::string, std::string, int, Instant>(
        fmt::format("{} customer_id = :customer", kChange), business, id, customer);
    return found ? std::optional(change_of(*std::move(found))) : std::nullopt;
}

void put_change(db::Tx& tx, BusinessId business, ImportId id, const Change& change) {
    tx.execute(R"sql(
        insert into import_changes (business_id, import_id, customer_id, row_number, is_new, before, after, labels,
            happened, at)
        values (:business, :import, :customer, :row, :is_new, :before, :after, :labels, :happened, :at)
        on conflict (business_id, import_id, customer_id) do update
        set before = excluded.before, after = excluded.after, labels = excluded.labels,
            happened = excluded.happened)sql",
               business, id, change.customer, change.row, change.is_new, change.before, change.after, change.labels,
               change.happened, change.at);
}

std::vector<Change> changes_after(db::Session& session, BusinessId business, ImportId id, CustomerId after, int limit) {
    std::vector<Change> out;
    for (auto& row : session.rows<CustomerId, std::int64_t, bool, std::string, std::string, std::string, int, Instant>(
             fmt::format("{} customer_id > :after order by customer_id limit :limit", kChange), business, id, after,
             limit))
        out.push_back(change_of(std::move(row)));
    return out;
}

int count_changes(db::Session& session, BusinessId business, ImportId id) {
    return session
        .value<int>("select count(*) from import_changes where business_id = :business and import_id = :import",
                    business, id)
        .value();
}

void end_change(db::Tx& tx, BusinessId business, ImportId id, CustomerId customer, std::string_view outcome,
                const std::vector<std::string>& left_as_is) {
    tx.execute("update import_changes set outcome = :outcome, left_as_is = :left where business_id = :business "
               "and import_id = :import and customer_id = :customer",
               outcome, json(left_as_is).dump(), business, id, customer);
}

void delete_change(db::Tx& tx, BusinessId business, ImportId id, CustomerId customer) {
    tx.execute("delete from import_changes where business_id = :business and import_id = :import "
               "and customer_id = :customer",
               business, id, customer);
}

std::vector<Kept> list_kept(db::Session& session, BusinessId business, ImportId id, int limit) {
    std::vector<Kept> out;
    for (const auto& [customer, is_new, fields] : session.rows<CustomerId, bool, std::string>(
             "select customer_id, is_new, left_as_is from import_changes where business_id = :business "
             "and import_id = :import and outcome = 'kept' order by row_number limit :limit",
             business, id, limit))
        out.push_back({customer, is_new, json::parse(fields).get<std::vector<std::string>>()});
    return out;
}

std::optional<Before> note_key(db::Tx& tx, BusinessId business, const Stored& import, std::string_view match,
                               std::string_view name, std::int64_t row) {
    const auto key = number_of(match), own_name = number_of(name);
    const auto noted =
        tx.execute("insert into import_keys (business_id, import_id, round, match, name_match, row_number) "
                   "values (:business, :import, :round, :match, :name, :row) on conflict do nothing",
                   business, import.id, import.round, key, own_name, row);
    if (noted == 1) return std::nullopt;
    const auto found = tx.row<std::int64_t, std::int64_t>(
        "select row_number, name_match from import_keys where business_id = :business and import_id = :import "
        "and round = :round and match = :match",
        business, import.id, import.round, key);
    CHECK(found);
    return Before{std::get<0>(*found), std::get<1>(*found) == own_name};
}

std::optional<Settings> remembered(db::Session& session, BusinessId business, const std::string& fingerprint) {
    const auto found = session.value<std::string>(
        "select settings from import_mappings where business_id = :business and fingerprint = :fingerprint", business,
        fingerprint);
    return found ? std::optional(settings_of(json::parse(*found))) : std::nullopt;
}

void remember(db::Tx& tx, BusinessId business, const std::string& fingerprint, const Settings& settings, Instant now) {
    tx.execute(R"sql(
        insert into import_mappings (business_id, fingerprint, settings, used_at)
        values (:business, :fingerprint, :settings, :now)
        on conflict (business_id, fingerprint) do update
        set settings = excluded.settings, used_at = excluded.used_at)sql",
               business, fingerprint, to_json(settings).dump(), now);
}

void forget_old(db::Database& database, Instant now) {
    constexpr int kAtOnce = 20;
    const auto left = database.read([&](db::Session& session) {
        return session.rows<BusinessId, ImportId, std::string, std::int64_t>(
            "select business_id, id, state, round from imports where leftovers = 1 order by business_id, id "
            "limit :limit",
            kAtOnce);
    });
    for (const auto& [business, id, state, round] : left) {
        clear(database, business, id, "import_keys", "round, match",
              state == "checking" ? fmt::format("round < {}", round) : "round >= 0");
        clear(database, business, id, "import_problems", "round, row_number", fmt::format("round < {}", round));
        if (state == "done" || state == "undoing" || state == "undone")
            clear(database, business, id, "import_chunks", "first_row", "first_row >= 0");
        database.write([&](db::Tx& tx) {
            tx.execute("update imports set leftovers = 0 where business_id = :business and id = :id and "
                       "state = :state and round = :round",
                       business, id, state, round);
        });
    }
    const auto old = database.read([&](db::Session& session) {
        return session.rows<BusinessId, ImportId>(
            "select business_id, id from imports where expires_at <= :now and state not in ('checking', 'importing', "
            "'undoing') order by expires_at limit :limit",
            now, kAtOnce);
    });
    for (const auto& [business, id] : old) {
        clear(database, business, id, "import_keys", "round, match", "round >= 0");
        clear(database, business, id, "import_problems", "round, row_number", "round >= 0");
        clear(database, business, id, "import_chunks", "first_row", "first_row >= 0");
        clear(database, business, id, "import_changes", "customer_id", "customer_id > 0");
        database.write([&](db::Tx& tx) {
            tx.execute("delete from imports where business_id = :business and id = :id", business, id);
        });
    }
}

void forget_mappings(db::Database& database, Instant now) {
    constexpr Seconds kMappingsKept = std::chrono::days{2 * 365};
    db::forget_in_each(database,
                       "delete from import_mappings where business_id = :business and fingerprint in "
                       "(select fingerprint from import_mappings where business_id = :business and used_at < :before "
                       "order by used_at limit {})",
                       now - kMappingsKept);
}

}  // namespace imports::store
