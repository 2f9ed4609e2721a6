#include "privacy/everybody.h"

#include "activity/pieces.h"
#include "activity/telling.h"
#include "customers/walk.h"
#include "db/db.h"
#include "personal/personal.h"
#include "privacy/index_page.h"
#include "work/file.h"

#include <nlohmann/json.hpp>

namespace privacy::everybody {
namespace {

using nlohmann::json;

constexpr auto kPiece = "archive.everybody_piece";
constexpr Seconds kAskedAgain = std::chrono::hours{1};
constexpr int kRead = 500;                      // rows at a time
constexpr std::int64_t kReadBytes = 1U << 20U;  // of folders at a time
constexpr int kForgotten = 100;                 // folders in one transaction

struct Making {
    BusinessId business;
    ArchiveId id;
    CustomerId after, last;
};

// The row is held, so that what is done twice at once is done one after the other.
std::optional<Making> find_making(db::Tx& tx, BusinessId business, ArchiveId id) {
    const std::string lock = tx.engine() == db::Engine::postgres ? " for update" : "";
    const auto found =
        tx.row<CustomerId, CustomerId>("select after_id, last_id from everybody_archives "
                                       "where business_id = :business and id = :id and state = 'making'" +
                                           lock,
                                       business, id);
    if (!found) return std::nullopt;
    const auto& [after, last] = *found;
    return Making{business, id, after, last};
}

std::string folder_of(CustomerId customer) { return fmt::format("customers/{}/", base::to_text(customer)); }

// As the customer's own archive has them.
Files files_of(db::Tx& tx, const Clock& clock, const activity::Registry& registry, const html::Pages& pages,
               const businesses::Business& business, CustomerId customer, i18n::Language language) {
    const auto subject = personal::find(tx, registry, business.id, customer, language);
    Files out;
    for (const auto& part : personal::parts(registry))
        if (part.files) std::ranges::move(part.files(tx, clock, subject), std::back_inserter(out));
    std::ranges::sort(out);
    out.emplace_back("index.html", index_page(pages, registry, business, language, clock.now(), out));
    return out;
}

std::size_t keep(db::Tx& tx, const Clock& clock, const activity::Registry& registry, const html::Pages& pages,
                 const Making& making, const businesses::Business& business, const customers::Walked& next) {
    const auto language = i18n::parse_language(next.language).value_or(i18n::Language::en);
    const auto entries = zip_entries(files_of(tx, clock, registry, pages, business, next.id, language),
                                     folder_of(next.id), business.zone.wall(clock.now()));
    const auto name = next.surname.empty() ? next.name : next.surname + ", " + next.name;
    tx.execute("insert into everybody_folders (business_id, archive_id, customer_id, name, sort_key, bytes, content) "
               "values (:business, :archive, :customer, :name, :sort_key, :bytes, :content)",
               making.business, making.id, next.id, name, next.sort_key, static_cast<std::int64_t>(entries.size()),
               db::Bytes{entries});
    return entries.size();
}

// A few customers; the piece that finds nobody more is the last.
std::optional<activity::Piece> make_piece(db::Tx& tx, const Clock& clock, const activity::Registry& registry,
                                          const html::Pages& pages, BusinessId business, const json& payload,
                                          const activity::Piece& so_far) {
    const ArchiveId id{payload.at("archive_id").get<std::int64_t>()};
    const auto making = find_making(tx, business, id);
    if (!making) return std::nullopt;
    const auto next = customers::next_after(tx, business, making->after, making->last, kPerPiece);
    if (next.empty()) {
        tx.execute("update everybody_archives set state = 'ready', expires_at = :expires where business_id = :business "
                   "and id = :id",
                   clock.now() + kArchiveLifetime, business, id);
        return activity::Piece{so_far.all, so_far.all, true};
    }
    const auto house = businesses::find(tx, business);
    CHECK(house);
    std::size_t bytes = 0;
    for (const auto& each : next) bytes += keep(tx, clock, registry, pages, *making, *house, each);
    tx.execute("update everybody_archives set after_id = :after, bytes = bytes + :bytes where business_id = :business "
               "and id = :id",
               next.back().id, static_cast<std::int64_t>(bytes), business, id);
    return activity::Piece{std::min(so_far.done + static_cast<int>(next.size()), so_far.all), so_far.all};
}

struct Folder {
    CustomerId id;
    std::int64_t bytes = 0;
};

std::vector<Folder> next_folders(db::Session& session, BusinessId business, ArchiveId archive, CustomerId after) {
    std::vector<Folder> out;
    for (const auto& [id, bytes] : session.rows<CustomerId, std::int64_t>(
             "select customer_id, bytes from everybody_folders where business_id = :business and archive_id = :archive "
             "and customer_id > :after order by customer_id limit :limit",
             business, archive, after, kRead))
        out.push_back({id, bytes});
    return out;
}

void add_folders(db::Session& session, BusinessId business, ArchiveId archive, ZipWriter& zip) {
    CustomerId after;
    for (auto page = next_folders(session, business, archive, after); !page.empty();
         page = next_folders(session, business, archive, after)) {
        for (std::size_t first = 0, last = 0; first < page.size(); first = last) {
            for (std::int64_t bytes = 0;
                 last < page.size() && (last == first || bytes + page[last].bytes <= kReadBytes);)
                bytes += page[last++].bytes;
            for (const auto& [content] :
                 session.rows<db::Bytes>("select content from everybody_folders where business_id = :business "
                                         "and archive_id = :archive "
                                         "and customer_id >= :first and customer_id <= :last order by customer_id",
                                         business, archive, page[first].id, page[last - 1].id))
                zip.add(content.value);
        }
        after = page.back().id;
    }
}

// The page in three parts, since its list is not held as a whole: what comes before, a part of the list, what comes
// after.
struct IndexParts {
    std::string before, after;
};

IndexParts index_parts(const html::Pages& pages, i18n::Language language, const businesses::Business& business,
                       Instant asked_at) {
    constexpr std::string_view kHere = "%list%";
    html::Values values;
    const auto title = i18n::words(language, "What {name} has stored about its customers",
                                   {{"name", business.name.in(i18n::tag(language))}});
    values.set("LANG", i18n::tag(language)).set("TITLE", title).set("LIST", kHere);
    values.set("MADE", i18n::words(language, "As of {day}, {time}.",
                                   {{"day", i18n::long_date(language, business.zone.day(asked_at), 0)},
                                    {"time", i18n::time_of_day(language, business.zone.wall(asked_at))}}));
    const auto page = pages.render("privacy/everybody", language, values);
    const auto at = page.rfind(kHere);
    CHECK(at != page.npos);
    return {page.substr(0, at), page.substr(at + kHere.size())};
}

void add_index(db::Session& session, const html::Pages& pages, i18n::Language language, BusinessId business,
               ArchiveId archive, Instant asked_at, WallTime at, ZipWriter& zip) {
    const auto [before, behind] = index_parts(pages, language, *businesses::find(session, business), asked_at);
    zip.begin("index.html", at);
    zip.write(before);
    std::string after_key;
    CustomerId after;
    const auto unnamed = i18n::words(language, "No name");
    for (bool more = true; more;) {
        const auto page = session.rows<std::string, CustomerId, std::string>(
            "select sort_key, customer_id, name from everybody_folders where business_id = :business and "
            "archive_id = :archive and (sort_key, customer_id) > (:after_key, :after) "
            "order by sort_key, customer_id limit :limit",
            business, archive, after_key, after, kRead);
        html::Values values;
        for (const auto& [key, id, name] : page)
            values.add("CUSTOMER").set("FOLDER", folder_of(id)).set("NAME", name.empty() ? unnamed : name);
        zip.write(pages.render("privacy/everybody_list", language, values));
        more = page.size() == kRead;
        if (more) std::tie(after_key, after, std::ignore) = page.back();
    }
    zip.write(behind);
    zip.end();
}

}  // namespace

ArchiveId ask(db::Tx& tx, const Context& context, BusinessId business, i18n::Language language, activity::Actor actor) {
    const auto now = context.clock.now();
    const auto current = newest(tx, context.clock, business);
    if (current && (current->state == State::making || current->asked_at > now - kAskedAgain)) return current->id;
    tx.execute("update everybody_archives set expires_at = :now where business_id = :business and expires_at > :now",
               now, business);
    const auto walk = customers::walk_of(tx, business);
    const auto id = base::make_id<ArchiveId>();
    const auto asked_by = activity::record(tx, context.registry, business, now,
                                           {"archive.everybody_asked", business.value, actor,
                                            json{{"archive_id", id.value}, {"customers", walk.count}}.dump()});
    tx.execute("insert into everybody_archives (business_id, id, language, state, asked_by, last_id, asked_at, "
               "expires_at) values (:business, :id, :language, 'making', :asked_by, :last, :now, :expires)",
               business, id, i18n::tag(language), asked_by, walk.last, now, now + kArchiveLifetime);
    return id;
}

bool stop(db::Tx& tx, const Context& context, BusinessId business, ArchiveId id, activity::Actor actor) {
    const auto now = context.clock.now();
    const auto asked_by =
        tx.value<ActivityId>("update everybody_archives set state = 'stopped', expires_at = :now where "
                             "business_id = :business and id = :id and state = 'making' returning asked_by",
                             now, business, id);
    if (!asked_by) return false;
    activity::stop_work(tx, context.clock, business, *asked_by, kPiece);
    activity::record(tx, context.registry, business, now,
                     {"archive.everybody_stopped", business.value, actor, json{{"archive_id", id.value}}.dump()});
    return true;
}

std::optional<Archive> newest(db::Session& session, const Clock& clock, BusinessId business) {
    const auto found = session.row<ArchiveId, std::string, ActivityId, Instant, Instant, std::int64_t>(
        "select id, state, asked_by, asked_at, expires_at, bytes from everybody_archives "
        "where business_id = :business and state <> 'stopped' and expires_at > :now order by id desc limit 1",
        business, clock.now());
    if (!found) return std::nullopt;
    const auto& [id, state, asked_by, asked, expires, bytes] = *found;
    const auto work = activity::find_work(session, business, asked_by, kPiece).value_or(activity::Work{});
    return Archive{id,
                   state == "ready" ? State::ready : State::making,
                   work.done,
                   work.all,
                   asked,
                   expires,
                   static_cast<std::uint64_t>(bytes)};
}

std::shared_ptr<const work::File> file(db::Database& database, const Clock& clock, const html::Pages& pages,
                                       BusinessId business, ArchiveId id) {
    // One state of the database: who is erased meanwhile is in it whole, or not at all.
    return database.snapshot([&](db::Session& session) -> std::shared_ptr<const work::File> {
        const auto found = session.row<std::string, Instant>(
            "select language, asked_at from everybody_archives where business_id = :business and id = :id "
            "and state = 'ready' and expires_at > :now",
            business, id, clock.now());
        if (!found) return nullptr;
        const auto& [language, asked_at] = *found;
        const auto out = std::make_shared<work::File>();
        const auto at = businesses::find(session, business)->zone.wall(asked_at);
        ZipWriter zip(*out);
        add_index(session, pages, i18n::parse_language(language).value_or(i18n::Language::en), business, id, asked_at,
                  at, zip);
        add_folders(session, business, id, zip);
        zip.finish();
        return out;
    });
}

void subscribe(activity::Registry& registry, const Clock& clock, const html::Pages& pages) {
    registry.add(std::vector<activity::Type>{
        {.name = "archive.everybody_asked",
         .words = N_("A file with everything about all customers was asked for"),
         .log = "settings"},
        {.name = "archive.everybody_stopped", .words = N_("A file with everything about all customers was stopped")}});
    registry.add(activity::Housekeeping{forget_old, true});
    registry.subscribe(
        "archive.everybody_asked", [&clock](db::Tx&, BusinessId, ActivityId, const activity::Activity& activity) {
            const auto data = json::parse(activity.data);
            return std::vector<activity::Wanted>{{kPiece, clock.now(), activity.data, data.at("customers").get<int>()}};
        });
    registry.handle_pieces(kPiece, [&clock, &registry, &pages](db::Tx& tx, BusinessId business, const json& payload,
                                                               const activity::Piece& so_far) {
        return make_piece(tx, clock, registry, pages, business, payload, so_far);
    });
}

void forget(db::Tx& tx, BusinessId business, CustomerId customer) {
    tx.execute(
        "delete from everybody_folders where business_id = :business and customer_id = :customer and archive_id in "
        "(select id from everybody_archives where business_id = :business)",
        business, customer);
}

void forget_old(db::Database& database, Instant now) {
    const auto old = database.read([&](db::Session& session) {
        return session.rows<BusinessId, ArchiveId>(
            "select business_id, id from everybody_archives where expires_at <= :now", now);
    });
    for (const auto& [business, id] : old) {
        bool more = true;
        while (more)
            more = database.write([&](db::Tx& tx) {
                const auto deleted = tx.execute(
                    "delete from everybody_folders where business_id = :business and archive_id = :archive and "
                    "customer_id in (select customer_id from everybody_folders where business_id = :business and "
                    "archive_id = :archive order by customer_id limit :limit)",
                    business, id, kForgotten);
                if (deleted == kForgotten) return true;
                tx.execute("delete from everybody_archives where business_id = :business and id = :id", business, id);
                return false;
            });
    }
}

}  // namespace privacy::everybody
