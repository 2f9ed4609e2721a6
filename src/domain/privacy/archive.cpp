#include "privacy/archive.h"

#include "activity/pieces.h"
#include "activity/telling.h"
#include "db/forget.h"
#include "personal/personal.h"
#include "privacy/deletion.h"
#include "privacy/everybody.h"
#include "privacy/index_page.h"

#include <nlohmann/json.hpp>

namespace privacy {
namespace {

using nlohmann::json;

constexpr auto kPiece = "archive.piece";
constexpr Seconds kAskedAgain = std::chrono::hours{1};

// Each part is one piece; one more packs.
int stages(const activity::Registry& registry) { return static_cast<int>(personal::parts(registry).size()) + 1; }

struct Making {
    BusinessId business;
    ArchiveId id;
    CustomerId customer;
    i18n::Language language = i18n::Language::en;
};

std::optional<Making> find_making(db::Tx& tx, BusinessId business, ArchiveId id) {
    const std::string lock = tx.engine() == db::Engine::postgres ? " for update" : "";
    const auto found = tx.row<CustomerId, std::string>(
        "select customer_id, language from archives where business_id = :business and id = :id and "
        "state = 'making'" +
            lock,
        business, id);
    if (!found) return std::nullopt;
    const auto& [customer, language] = *found;
    return Making{business, id, customer, i18n::parse_language(language).value_or(i18n::Language::en)};
}

void keep(db::Tx& tx, const Making& making, const Files& files) {
    for (const auto& [name, content] : files)
        tx.execute("insert into archive_pieces (business_id, archive_id, name, content) "
                   "values (:business, :archive, :name, :content)",
                   making.business, making.id, name, db::Bytes{content});
}

void pack(db::Tx& tx, const Clock& clock, const activity::Registry& registry, const html::Pages& pages,
          const Making& making) {
    const auto business = businesses::find(tx, making.business);
    CHECK(business);
    Files files;
    for (auto& [name, content] :
         tx.rows<std::string, db::Bytes>("select name, content from archive_pieces where business_id = :business "
                                         "and archive_id = :archive order by name",
                                         making.business, making.id))
        files.emplace_back(std::move(name), std::move(content.value));
    files.emplace_back("index.html", index_page(pages, registry, *business, making.language, clock.now(), files));
    tx.execute("update archives set state = 'ready', ready_at = :now, expires_at = :expires, content = :content "
               "where business_id = :business and id = :id",
               clock.now(), clock.now() + kArchiveLifetime, db::Bytes{zip(files, business->zone.wall(clock.now()))},
               making.business, making.id);
    tx.execute("delete from archive_pieces where business_id = :business and archive_id = :archive", making.business,
               making.id);
}

void make(db::Tx& tx, const Clock& clock, const activity::Registry& registry, const html::Pages& pages,
          const Making& making, std::size_t stage) {
    const auto& parts = personal::parts(registry);
    if (stage >= parts.size()) return pack(tx, clock, registry, pages, making);
    if (!parts[stage].files) return;
    const auto subject = personal::find(tx, registry, making.business, making.customer, making.language);
    keep(tx, making, parts[stage].files(tx, clock, subject));
}

std::optional<activity::Piece> make_piece(db::Tx& tx, const Clock& clock, const activity::Registry& registry,
                                          const html::Pages& pages, BusinessId business, const nlohmann::json& payload,
                                          const activity::Piece& so_far) {
    const ArchiveId id{payload.at("archive_id").get<std::int64_t>()};
    const auto making = find_making(tx, business, id);
    if (!making) return std::nullopt;
    // A program with other parts began it, before an upgrade.
    const auto all = stages(registry);
    if (so_far.all != all) {
        tx.execute("delete from archive_pieces where business_id = :business and archive_id = :id", business, id);
        return activity::Piece{0, all};
    }
    make(tx, clock, registry, pages, *making, static_cast<std::size_t>(so_far.done));
    const int done = so_far.done + 1;
    return activity::Piece{done, all, done == all};
}

// Those of whom they look after too, which tell what they gave for them. After everything else, so that no piece that
// is being made can bring something back.
void forget(db::Tx& tx, const personal::Erasing& erasing) {
    auto customers = erasing.subject.dependants;
    customers.push_back(erasing.subject.customer);
    for (const auto customer : customers) {
        const auto business = erasing.subject.business;
        tx.execute("delete from archive_pieces where business_id = :business and archive_id in "
                   "(select id from archives where business_id = :business and customer_id = :customer)",
                   business, customer);
        tx.execute("delete from archives where business_id = :business and customer_id = :customer", business,
                   customer);
        everybody::forget(tx, business, customer);
    }
}

}  // namespace

Result<ArchiveId> ask(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                      i18n::Language language, activity::Actor actor) {
    if (!actor.in_person()) return refuse(Fault::forbidden, "account.customer_alone");
    const auto now = context.clock.now();
    const auto current = newest(tx, context.clock, business, customer);
    if (current && (current->state == State::making || current->asked_at > now - kAskedAgain)) return current->id;
    const auto id = base::make_id<ArchiveId>();
    const auto asked_by =
        activity::record(tx, context.registry, business, now,
                         {"archive.asked", customer.value, actor, json{{"archive_id", id.value}}.dump()});
    tx.execute("insert into archives (business_id, id, customer_id, language, state, asked_by, asked_at, expires_at) "
               "values (:business, :id, :customer, :language, 'making', :asked_by, :now, :expires)",
               business, id, customer, i18n::tag(language), asked_by, now, now + kArchiveLifetime);
    return id;
}

bool stop(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, ArchiveId id) {
    const auto asked_by =
        tx.value<ActivityId>("update archives set state = 'stopped' where business_id = :business and id = :id "
                             "and customer_id = :customer and state = 'making' returning asked_by",
                             business, id, customer);
    if (!asked_by) return false;
    activity::stop_work(tx, context.clock, business, *asked_by, kPiece);
    tx.execute("delete from archive_pieces where business_id = :business and archive_id = :archive", business, id);
    return true;
}

std::optional<Archive> newest(db::Session& session, const Clock& clock, BusinessId business, CustomerId customer) {
    const auto found = session.row<ArchiveId, std::string, ActivityId, Instant, Instant, std::int64_t>(
        "select id, state, asked_by, asked_at, expires_at, coalesce(length(content), 0) from archives "
        "where business_id = :business and customer_id = :customer and state <> 'stopped' and expires_at > :now "
        "order by id desc limit 1",
        business, customer, clock.now());
    if (!found) return std::nullopt;
    const auto& [id, state, asked_by, asked, expires, bytes] = *found;
    const auto work = activity::find_work(session, business, asked_by, kPiece).value_or(activity::Work{});
    return Archive{id,
                   state == "ready" ? State::ready : State::making,
                   work.done,
                   std::max(work.all, 1),
                   asked,
                   expires,
                   static_cast<std::size_t>(bytes)};
}

std::optional<std::string> content(db::Session& session, const Clock& clock, BusinessId business, CustomerId customer,
                                   ArchiveId id) {
    auto found = session.value<db::Bytes>(
        "select content from archives where business_id = :business and id = :id and customer_id = :customer "
        "and state = 'ready' and expires_at > :now",
        business, id, customer, clock.now());
    if (!found) return std::nullopt;
    return std::move(found->value);
}

void subscribe(activity::Registry& registry, const Clock& clock, const html::Pages& pages) {
    registry.add(activity::Type{.name = "archive.asked", .words = N_("A file with everything stored was asked for")});
    registry.add(activity::Housekeeping{forget_old});
    registry.add(activity::Housekeeping{[&clock, &registry](db::Database& database, Instant) {
        finish_deletions(database, {clock, registry});
    }});
    registry.add(personal::Part{.name = "archives",
                                .tables = {{"archives", "*", "what is told here, for a day"},
                                           {"archive_pieces", "*", "what is told here, while it is made"},
                                           {"everybody_folders", "*", "what is told here, for a day"}},
                                .erase = forget});
    registry.subscribe("archive.asked",
                       [&clock, &registry](db::Tx&, BusinessId, ActivityId, const activity::Activity& activity) {
                           return std::vector<activity::Wanted>{{kPiece, clock.now(), activity.data, stages(registry)}};
                       });
    registry.handle_pieces(kPiece,
                           [&clock, &registry, &pages](db::Tx& tx, BusinessId business, const nlohmann::json& payload,
                                                       const activity::Piece& so_far) {
                               return make_piece(tx, clock, registry, pages, business, payload, so_far);
                           });
}

void forget_old(db::Database& database, Instant now) {
    db::forget(database, R"sql(
        delete from archive_pieces where (business_id, archive_id, name) in (
            select p.business_id, p.archive_id, p.name from archives a
            join archive_pieces p on p.business_id = a.business_id and p.archive_id = a.id
            where a.expires_at <= :now limit {}))sql",
               now);
    db::forget(database,
               "delete from archives where (business_id, id) in "
               "(select business_id, id from archives where expires_at <= :now limit {})",
               now);
}

}  // namespace privacy
