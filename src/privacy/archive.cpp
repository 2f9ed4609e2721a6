#include "privacy/archive.h"

#include "base/hex.h"
#include "db/db.h"
#include "privacy/pieces.h"

#include <nlohmann/json.hpp>

namespace privacy {
namespace {

using nlohmann::json;

constexpr auto kPiece = "archive.piece";
constexpr Seconds kAskedAgain = std::chrono::hours{1};

// What it is put together from. Each is one job; the last one packs.
enum class Stage { profile, bookings, messages, changes, pack };
constexpr int kStages = 5;

struct Making {
    BusinessId business;
    ArchiveId id;
    CustomerId customer;
    html::Language language = html::Language::en;
    int stage = 0;
};

std::optional<Making> find_making(db::Tx& tx, BusinessId business, ArchiveId id) {
    const std::string lock = tx.engine() == db::Engine::postgres ? " for update" : "";
    const auto found = tx.row<CustomerId, std::string, int>(
        "select customer_id, language, stage from archives where business_id = :business and id = :id and "
        "state = 'making'" +
            lock,
        business, id);
    if (!found) return std::nullopt;
    const auto& [customer, language, stage] = *found;
    return Making{business, id, customer, html::parse_language(language).value_or(html::Language::en), stage};
}

void keep(db::Tx& tx, const Making& making, const Files& files) {
    for (const auto& [name, content] : files)
        tx.execute("insert into archive_pieces (business_id, archive_id, name, content_hex) "
                   "values (:business, :archive, :name, :content)",
                   making.business, making.id, name, base::hex(content));
}

void pack(db::Tx& tx, const Clock& clock, const html::Pages& pages, const Making& making, const Subject& subject) {
    Files files;
    for (const auto& [name, content] :
         tx.rows<std::string, std::string>("select name, content_hex from archive_pieces where business_id = :business "
                                           "and archive_id = :archive order by name",
                                           making.business, making.id))
        files.emplace_back(name, base::from_hex(content));
    files.emplace_back("index.html", index_page(pages, subject, clock.now(), files));
    tx.execute("update archives set state = 'ready', ready_at = :now, expires_at = :expires, content_hex = :content "
               "where business_id = :business and id = :id",
               clock.now(), clock.now() + kArchiveLifetime,
               base::hex(zip(files, subject.house.business.zone.wall(clock.now()))), making.business, making.id);
    tx.execute("delete from archive_pieces where business_id = :business and archive_id = :archive", making.business,
               making.id);
}

// ---- The job -------------------------------------------------------------------------------------------------------

void make(db::Tx& tx, const Clock& clock, const html::Pages& pages, const Making& making) {
    const auto house = find_house(tx, making.business);
    const Subject subject{house, making.customer, making.language};
    switch (static_cast<Stage>(making.stage)) {
        case Stage::profile: return keep(tx, making, profile_files(tx, clock, subject));
        case Stage::bookings: return keep(tx, making, bookings_files(tx, subject));
        case Stage::messages: return keep(tx, making, messages_files(tx, subject));
        case Stage::changes: return keep(tx, making, changes_files(tx, subject));
        case Stage::pack: return pack(tx, clock, pages, making, subject);
    }
    CHECK(false);
}

std::vector<events::Wanted> next_piece(const Clock& clock, const events::Event& event) {
    return {{kPiece, clock.now(), event.data}};
}

// One piece, and the wish for the next. A job that was done twice finds its stage passed.
events::Outcome make_piece(db::Tx& tx, const Clock& clock, const events::Registry& registry, const html::Pages& pages,
                           BusinessId business, const nlohmann::json& payload) {
    const ArchiveId id{payload.at("archive_id").get<std::int64_t>()};
    const auto making = find_making(tx, business, id);
    if (!making || making->stage != payload.at("stage").get<int>()) return events::Outcome::dropped;
    make(tx, clock, pages, *making);
    const int done = making->stage + 1;
    tx.execute("update archives set stage = :stage where business_id = :business and id = :id", done, business, id);
    if (done < kStages)
        events::record(tx, registry, business, clock.now(),
                       {"archive.continued", id.value, {}, json{{"archive_id", id.value}, {"stage", done}}.dump()});
    return events::Outcome::done;
}

}  // namespace

ArchiveId ask(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, html::Language language,
              events::Actor actor) {
    const auto now = context.clock.now();
    const auto current = newest(tx, context.clock, business, customer);
    if (current && (current->state == State::making || current->asked_at > now - kAskedAgain)) return current->id;
    const auto id = base::make_id<ArchiveId>();
    tx.execute("insert into archives (business_id, id, customer_id, language, state, stages, asked_at, expires_at) "
               "values (:business, :id, :customer, :language, 'making', :stages, :now, :expires)",
               business, id, customer, html::tag(language), kStages, now, now + kArchiveLifetime);
    events::record(tx, context.registry, business, now,
                   {"archive.asked", customer.value, actor, json{{"archive_id", id.value}, {"stage", 0}}.dump()});
    return id;
}

bool stop(db::Tx& tx, BusinessId business, CustomerId customer, ArchiveId id) {
    if (tx.execute("update archives set state = 'stopped' where business_id = :business and id = :id "
                   "and customer_id = :customer and state = 'making'",
                   business, id, customer) == 0)
        return false;
    tx.execute("delete from archive_pieces where business_id = :business and archive_id = :archive", business, id);
    return true;
}

std::optional<Archive> newest(db::Session& session, const Clock& clock, BusinessId business, CustomerId customer) {
    const auto found = session.row<ArchiveId, std::string, int, int, Instant, Instant, std::int64_t>(
        "select id, state, stage, stages, asked_at, expires_at, length(content_hex) / 2 from archives "
        "where business_id = :business and customer_id = :customer and state <> 'stopped' and expires_at > :now "
        "order by id desc limit 1",
        business, customer, clock.now());
    if (!found) return std::nullopt;
    const auto& [id, state, stage, stages, asked, expires, bytes] = *found;
    return Archive{id,
                   state == "ready" ? State::ready : State::making,
                   stage,
                   stages,
                   asked,
                   expires,
                   static_cast<std::size_t>(bytes)};
}

std::optional<std::string> content(db::Session& session, const Clock& clock, BusinessId business, CustomerId customer,
                                   ArchiveId id) {
    const auto found = session.value<std::string>(
        "select content_hex from archives where business_id = :business and id = :id and customer_id = :customer "
        "and state = 'ready' and expires_at > :now",
        business, id, customer, clock.now());
    if (!found) return std::nullopt;
    return base::from_hex(*found);
}

void subscribe(events::Registry& registry, const Clock& clock, const html::Pages& pages) {
    for (const auto* type : {"archive.asked", "archive.continued"})
        registry.subscribe(type, [&clock](db::Tx&, BusinessId, EventId, const events::Event& event) {
            return next_piece(clock, event);
        });
    registry.handle(kPiece,
                    [&clock, &registry, &pages](db::Tx& tx, BusinessId business, const nlohmann::json& payload) {
                        return make_piece(tx, clock, registry, pages, business, payload);
                    });
}

void forget_old(db::Tx& tx, Instant now) {
    tx.execute("delete from archive_pieces where exists (select 1 from archives a where a.business_id = "
               "archive_pieces.business_id and a.id = archive_pieces.archive_id and a.expires_at <= :now)",
               now);
    tx.execute("delete from archives where expires_at <= :now", now);
}

}  // namespace privacy
