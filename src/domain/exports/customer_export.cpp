#include "exports/customer_export.h"

#include "activity/pieces.h"
#include "activity/telling.h"
#include "customers/walk.h"
#include "db/db.h"
#include "exports/filter_text.h"
#include "exports/vcard.h"
#include "i18n/names.h"
#include "personal/deletion.h"
#include "personal/merge.h"
#include "personal/personal.h"
#include "work/file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace exports {
namespace {

using activity::Actor;
using nlohmann::json;

constexpr auto kPiece = "customers.export_piece";
constexpr std::array<std::string_view, 3> kFormats{"xlsx", "csv", "vcf"};
constexpr int kRead = 500;       // rows at a time
constexpr int kForgotten = 500;  // rows in one transaction

// ---- What is wanted, as it lies in its row

json json_of(const Wanted& wanted) {
    auto chosen = json::array();
    for (const auto id : wanted.chosen) chosen.push_back(id.value);
    return {{"filter", exports::json_of(wanted.filter)},
            {"chosen", std::move(chosen)},
            {"by", static_cast<int>(wanted.by)},
            {"descending", wanted.descending},
            {"columns", wanted.columns},
            {"circle", customers::to_text(wanted.circle)}};
}

Wanted wanted_of(Format format, const std::string& text) {
    const auto data = json::parse(text);
    Wanted out{.format = format, .filter = filter_of(data.at("filter"))};
    for (const auto& id : data.at("chosen")) out.chosen.emplace_back(id.get<std::int64_t>());
    out.by = static_cast<customers::SortedBy>(data.at("by").get<int>());
    out.descending = data.at("descending").get<bool>();
    out.columns = data.at("columns").get<std::vector<std::string>>();
    out.circle = customers::parse_circle(data.at("circle").get<std::string>()).value();
    return out;
}

i18n::Language language_of(std::string_view tag) { return i18n::parse_language(tag).value_or(i18n::Language::en); }

// ---- The pieces

struct Making {
    ExportId id;
    Wanted wanted;
    i18n::Language language;
    std::string mark;
    std::int64_t count;
};

// The row is held, so that what is done twice at once is done one after the other.
std::optional<Making> find_making(db::Tx& tx, BusinessId business, ExportId id) {
    const std::string lock = tx.engine() == db::Engine::postgres ? " for update" : "";
    const auto found = tx.row<std::string, std::string, std::string, std::string, std::int64_t>(
        "select format, wanted, language, mark, count from customer_exports "
        "where business_id = :business and id = :id and state = 'making'" +
            lock,
        business, id);
    if (!found) return std::nullopt;
    const auto& [format, wanted, language, mark, count] = *found;
    return Making{id, wanted_of(parse_format(format).value(), wanted), language_of(language), mark, count};
}

// Held, so that nobody of them is erased before they are written: erasing then finds them here.
std::vector<customers::Customer> read_held(db::Tx& tx, BusinessId business, const std::vector<CustomerId>& ids) {
    auto in_order = ids;
    std::ranges::sort(in_order);
    for (const auto id : in_order) customers::lock(tx, business, id);
    std::vector<customers::Customer> out;
    for (const auto id : ids)
        if (auto customer = customers::find(tx, business, id); customer && !customer->anonymised)
            out.push_back(*std::move(customer));
    return out;
}

void keep(db::Tx& tx, BusinessId business, const Making& making, const std::vector<CustomerId>& ids) {
    const auto customers = read_held(tx, business, ids);
    auto position = making.count;
    const auto insert = [&](CustomerId customer, const std::string& content) {
        // Whoever has moved in the list meanwhile is in it once.
        position += static_cast<std::int64_t>(
            tx.execute("insert into customer_export_rows (business_id, export_id, position, customer_id, content) "
                       "values (:business, :export, :position, :customer, :content) "
                       "on conflict (business_id, customer_id, export_id) do nothing",
                       business, making.id, position, customer, content));
    };
    if (making.wanted.format == Format::vcf) {
        for (const auto& customer : customers) insert(customer.id, vcard(customer, making.language));
    } else {
        const auto house = businesses::find(tx, business);
        CHECK(house);
        for (const auto& [customer, cells] : describe(tx, *house, making.language, making.wanted.columns, customers))
            insert(customer, text_of(cells));
    }
    tx.execute("update customer_exports set count = :count where business_id = :business and id = :id", position,
               business, making.id);
}

std::optional<activity::Piece> make_piece(db::Tx& tx, const Clock& clock, BusinessId business, const json& payload,
                                          const activity::Piece& so_far) {
    const ExportId id{payload.at("export_id").get<std::int64_t>()};
    const auto making = find_making(tx, business, id);
    if (!making) return std::nullopt;
    const auto& wanted = making->wanted;
    const auto page = wanted.chosen.empty() ? customers::list_ids(tx, business, wanted.filter, wanted.by,
                                                                  wanted.descending, making->mark, kPerPiece)
                                            : customers::IdsPage{wanted.chosen};
    keep(tx, business, *making, page.ids);
    if (page.mark.empty()) {
        tx.execute("update customer_exports set state = 'ready', expires_at = :expires where business_id = :business "
                   "and id = :id",
                   clock.now() + kExportLifetime, business, id);
        return activity::Piece{so_far.all, so_far.all, true};
    }
    tx.execute("update customer_exports set mark = :mark where business_id = :business and id = :id", page.mark,
               business, id);
    return activity::Piece{std::min(so_far.done + kPerPiece, so_far.all), so_far.all};
}

// ---- The file

// Calls `body` with each row's content, a few read at a time.
template <class Body>
void for_each_row(db::Session& session, BusinessId business, ExportId id, const Body& body) {
    std::int64_t after = -1;
    for (bool more = true; more;) {
        const auto rows = session.rows<std::int64_t, std::string>(
            "select position, content from customer_export_rows where business_id = :business and export_id = :export "
            "and position > :after order by position limit :limit",
            business, id, after, kRead);
        for (const auto& [position, content] : rows) body(content);
        more = rows.size() == kRead;
        if (more) after = std::get<0>(rows.back());
    }
}

std::vector<std::string> titles_of(db::Session& session, BusinessId business, i18n::Language language,
                                   const Wanted& wanted) {
    const auto all = columns_of(session, business, language, wanted.circle);
    std::vector<std::string> out;
    for (const auto& key : wanted.columns) {
        const auto found = std::ranges::find(all, key, &Column::key);
        out.push_back(found == all.end() ? std::string() : found->title);
    }
    return out;
}

std::shared_ptr<const work::File> workbook(db::Session& session, BusinessId business, ExportId id,
                                           i18n::Language language, const Wanted& wanted) {
    sheets::XlsxWriter writer(i18n::words(language, "Customers"), titles_of(session, business, language, wanted));
    for_each_row(session, business, id, [&](const std::string& content) { writer.add(row_of(content)); });
    return writer.finish();
}

// With a semicolon where numbers have a comma, as the spreadsheets of such a country expect it.
std::shared_ptr<const work::File> csv(db::Session& session, BusinessId business, ExportId id, i18n::Language language,
                                      const Wanted& wanted) {
    const char separator = i18n::decimal_sign(language) == "," ? ';' : ',';
    auto out = std::make_shared<work::File>();
    out->append(sheets::kCsvMark);
    sheets::Row heading;
    for (auto& title : titles_of(session, business, language, wanted)) heading.emplace_back(std::move(title));
    out->append(sheets::csv_line(heading, separator));
    for_each_row(session, business, id,
                 [&](const std::string& content) { out->append(sheets::csv_line(row_of(content), separator)); });
    out->flush();
    return out;
}

std::shared_ptr<const work::File> vcards(db::Session& session, BusinessId business, ExportId id) {
    auto out = std::make_shared<work::File>();
    for_each_row(session, business, id, [&](const std::string& content) { out->append(content); });
    out->flush();
    return out;
}

// ---- What is told, and what goes

// About how many there will be.
std::int64_t count_of(db::Session& session, BusinessId business, const Wanted& wanted) {
    if (!wanted.chosen.empty()) return std::ssize(wanted.chosen);
    const auto listed = customers::count_listed(session, business, wanted.filter);
    return listed <= customers::kMostListed ? listed : customers::walk_of(session, business).count;
}

void forget(db::Tx& tx, BusinessId business, CustomerId customer) {
    tx.execute("delete from customer_export_rows where business_id = :business and customer_id = :customer", business,
               customer);
}

void add_personal(activity::Registry& registry) {
    registry.add(
        personal::Part{.name = "exports",
                       .tables = {{"customer_export_rows", "*", "a copy for a day of what the other files say"}},
                       .erase = [](db::Tx& tx, const personal::Erasing& erasing) {
                           forget(tx, erasing.subject.business, erasing.subject.customer);
                       }});
    registry.add(personal::MergePart{.name = "exports",
                                     .tables = {{"customer_export_rows", "what a file says, until its day is over"}}});
    registry.add(personal::DeletionPart{
        .name = "exports",
        .take =
            [](db::Tx& tx, Instant, BusinessId business, CustomerId customer) {
                forget(tx, business, customer);
                return std::string();
            },
        .restore = [](db::Tx&, BusinessId, CustomerId, const std::string&, bool) -> Result<void> { return {}; }});
}

}  // namespace

std::string_view to_text(Format format) { return kFormats.at(static_cast<std::size_t>(format)); }
std::optional<Format> parse_format(std::string_view text) {
    const auto found = std::ranges::find(kFormats, text);
    return found == kFormats.end() ? std::nullopt : std::optional(static_cast<Format>(found - kFormats.begin()));
}

Result<ExportId> ask(db::Tx& tx, const Context& context, BusinessId business, const Wanted& typed,
                     i18n::Language language, Actor actor) {
    CHECK(actor.kind == activity::ActorKind::staff && typed.chosen.size() <= kMostChosen);
    auto wanted = typed;
    const auto all = columns_of(tx, business, language, wanted.circle);
    std::erase_if(wanted.columns, [&](const std::string& key) {
        return wanted.format == Format::vcf || std::ranges::find(all, key, &Column::key) == all.end();
    });
    if (wanted.format != Format::vcf && wanted.columns.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, {{"columns", "export.no_columns", {}}}});
    const auto now = context.clock.now();
    tx.execute("update customer_exports set expires_at = :now where business_id = :business and staff_id = :staff "
               "and expires_at > :now",
               now, business, actor.id);
    const auto id = base::make_id<ExportId>();
    std::string titles;
    for (const auto& title : titles_of(tx, business, language, wanted)) titles += (titles.empty() ? "" : ", ") + title;
    const auto count = count_of(tx, business, wanted);
    json after{{"format", to_text(wanted.format)}, {"customers", count}};
    if (!wanted.described.empty()) after["list"] = wanted.described;
    if (!titles.empty()) after["columns"] = titles;
    const auto asked_by = activity::record(
        tx, context.registry, business, now,
        {"customers.exported", id.value, actor, json{{"export_id", id.value}, {"after", after}}.dump()});
    tx.execute("insert into customer_exports (business_id, id, staff_id, format, language, wanted, asked_by, asked_at, "
               "expires_at) "
               "values (:business, :id, :staff, :format, :language, :wanted, :asked_by, :now, :expires)",
               business, id, actor.id, to_text(wanted.format), i18n::tag(language), json_of(wanted).dump(), asked_by,
               now, now + kExportLifetime);
    return id;
}

bool stop(db::Tx& tx, const Context& context, BusinessId business, ExportId id, Actor actor) {
    const auto asked_by = tx.value<ActivityId>(
        "update customer_exports set state = 'stopped', expires_at = :now where business_id = :business and id = :id "
        "and staff_id = :staff and state = 'making' returning asked_by",
        context.clock.now(), business, id, actor.id);
    if (!asked_by) return false;
    activity::stop_work(tx, context.clock, business, *asked_by, kPiece);
    activity::record(tx, context.registry, business, context.clock.now(),
                     {"customers.export_stopped", id.value, actor, "{}"});
    return true;
}

std::optional<Export> newest(db::Session& session, const Clock& clock, BusinessId business, std::int64_t staff) {
    const auto found = session.row<ExportId, std::string, std::string, std::int64_t, ActivityId, Instant, Instant>(
        "select id, format, state, count, asked_by, asked_at, expires_at from customer_exports "
        "where business_id = :business and staff_id = :staff and state <> 'stopped' and expires_at > :now "
        "order by id desc limit 1",
        business, staff, clock.now());
    if (!found) return std::nullopt;
    const auto& [id, format, state, count, asked_by, asked_at, expires_at] = *found;
    const auto work = activity::find_work(session, business, asked_by, kPiece).value_or(activity::Work{});
    return Export{id,
                  parse_format(format).value(),
                  state == "ready" ? State::ready : State::making,
                  count,
                  work.all,
                  asked_at,
                  expires_at};
}

std::optional<Made> file(db::Database& database, const Clock& clock, BusinessId business, ExportId id,
                         std::int64_t staff) {
    // One state of the database: who is erased meanwhile is in it whole, or not at all.
    return database.snapshot([&](db::Session& session) -> std::optional<Made> {
        const auto found = session.row<std::string, std::string, std::string>(
            "select format, language, wanted from customer_exports where business_id = :business and id = :id "
            "and staff_id = :staff and state = 'ready' and expires_at > :now",
            business, id, staff, clock.now());
        if (!found) return std::nullopt;
        const auto format = parse_format(std::get<0>(*found)).value();
        const auto language = language_of(std::get<1>(*found));
        const auto wanted = wanted_of(format, std::get<2>(*found));
        switch (format) {
            case Format::xlsx: return Made{format, workbook(session, business, id, language, wanted)};
            case Format::csv: return Made{format, csv(session, business, id, language, wanted)};
            case Format::vcf: return Made{format, vcards(session, business, id)};
        }
        CHECK(false);
    });
}

void subscribe(activity::Registry& registry, const Clock& clock) {
    activity::Type exported{.name = "customers.exported",
                            .words = N_("Customers were taken home in a file"),
                            .fields = {{"format", N_("File format")},
                                       {"customers", N_("Customers")},
                                       {"list", N_("List")},
                                       {"columns", N_("Columns")}},
                            .log = "customers"};
    exported.only_fields = true;
    registry.add(std::vector<activity::Type>{
        std::move(exported),
        {.name = "customers.export_stopped", .words = N_("A file of customers was stopped"), .log = "customers"}});
    registry.add(kExportCustomers);
    registry.add(activity::Housekeeping{forget_old, true});
    add_personal(registry);
    registry.subscribe(
        "customers.exported", [&clock](db::Tx&, BusinessId, ActivityId, const activity::Activity& activity) {
            const auto count = json::parse(activity.data).at("after").at("customers").get<int>();
            return std::vector<activity::Wanted>{{kPiece, clock.now(), activity.data, std::max(count, 1)}};
        });
    registry.handle_pieces(
        kPiece, [&clock](db::Tx& tx, BusinessId business, const json& payload, const activity::Piece& so_far) {
            return make_piece(tx, clock, business, payload, so_far);
        });
}

void forget_old(db::Database& database, Instant now) {
    const auto old = database.read([&](db::Session& session) {
        return session.rows<BusinessId, ExportId>(
            "select business_id, id from customer_exports where expires_at <= :now", now);
    });
    for (const auto& [business, id] : old) {
        bool more = true;
        while (more)
            more = database.write([&](db::Tx& tx) {
                const auto deleted = tx.execute(
                    "delete from customer_export_rows where business_id = :business and export_id = :export and "
                    "position in (select position from customer_export_rows where business_id = :business and "
                    "export_id = :export order by position limit :limit)",
                    business, id, kForgotten);
                if (deleted == kForgotten) return true;
                tx.execute("delete from customer_exports where business_id = :business and id = :id", business, id);
                return false;
            });
    }
}

}  // namespace exports
