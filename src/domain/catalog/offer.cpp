#include "catalog/offer.h"

#include "base/secret.h"
#include "businesses/settings.h"
#include "catalog/catalog_store.h"
#include "catalog/event_service.h"
#include "catalog/writing.h"
#include "i18n/i18n.h"

namespace catalog {
namespace {

using activity::Actor;
using activity::Context;
using businesses::Checking;
using businesses::Text;
using nlohmann::json;

json needs_of(const Service& service) {
    auto out = json::array();
    for (const auto& need : service.needs)
        out.push_back(json::array({std::to_string(need.resource_id.value), need.quantity}));
    return out;
}

json own_of(const Service& service) {
    auto out = json::array();
    for (const auto& own : service.own)
        out.push_back(json::array(
            {std::to_string(own.provider_id.value), own.duration ? json(own.duration->count()) : json(nullptr),
             own.price_amount ? json_of(Money{*own.price_amount, service.price.currency}) : json(nullptr),
             own.capacity ? json(*own.capacity) : json(nullptr)}));
    return out;
}

json moment_of(std::optional<Instant> at) { return at ? json(at->time_since_epoch().count()) : json(nullptr); }

// What the log tells of; the words of each stand in activities.cpp. The secret of a link is not told.
json told(const Service& service) {
    return {{"name", json_of(service.name)},
            {"description", json_of(service.description)},
            {"category_id", json_of(service.category_id)},
            {"duration", service.duration.count()},
            {"buffer_before", service.buffer_before.count()},
            {"buffer_after", service.buffer_after.count()},
            {"minimum_notice", service.minimum_notice.count()},
            {"booking_horizon", service.booking_horizon.count()},
            {"slot_interval", service.slot_interval.count()},
            {"price", json_of(service.price)},
            {"price_kind", to_text(service.price_kind)},
            {"capacity", service.capacity},
            {"times", to_text(service.times)},
            {"minimum", service.minimum},
            {"decided_before", service.decided_before.count()},
            {"needs_approval", service.needs_approval},
            {"meeting_url", service.meeting_url},
            {"active", service.active},
            {"colour", service.colour},
            {"who_may_book", to_text(service.who_may_book)},
            {"providers", json_of(service.providers)},
            {"own", own_of(service)},
            {"needs", needs_of(service)},
            {"locations", json_of(service.locations)},
            {"venue", service.venue},
            {"booked_from", moment_of(service.booked_from)},
            {"booked_until", moment_of(service.booked_until)}};
}

bool is_web_address(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }

void check_times(Checking& check, const Service& service) {
    constexpr auto longest = kLongestService.count();
    check.between("duration", service.duration.count(), kShortest.count(), longest);
    check.between("buffer_before", service.buffer_before.count(), 0, longest);
    check.between("buffer_after", service.buffer_after.count(), 0, longest);
    check.between("minimum_notice", service.minimum_notice.count(), 0, kLongestNotice.count());
    check.between("booking_horizon", service.booking_horizon.count(), 0, kLongestHorizon.count());
    check.between("slot_interval", service.slot_interval.count(), kShortest.count(), longest);
    check.between("capacity", service.capacity, 1, kMostPlaces);
    check.between("minimum", service.minimum, 0, kMostPlaces);
    check.between("decided_before", service.decided_before.count(), 1, kLongestDecided.count());
}

void check_own(Checking& check, const Service& service) {
    for (const auto& own : service.own) {
        const auto id = base::to_text(own.provider_id);
        if (own.duration)
            check.between("own_duration_" + id, own.duration->count(), kShortest.count(), kLongestService.count());
        if (own.price_amount) check_price(check, "own_price_" + id, *own.price_amount);
        if (own.capacity) check.between("own_capacity_" + id, *own.capacity, 1, kMostPlaces);
    }
}

// Each once, by id; a provider's own only where they give it and it is another than the service's.
void put_in_order(Service& service) {
    sort_ids(service.providers);
    sort_ids(service.locations);
    std::ranges::sort(service.needs, {}, &Need::resource_id);
    for (auto& own : service.own) {
        if (own.duration == service.duration) own.duration.reset();
        if (own.price_amount == service.price.amount) own.price_amount.reset();
        if (own.capacity == service.capacity) own.capacity.reset();
    }
    std::erase_if(service.own, [&](const Own& own) {
        return own.empty() || !std::ranges::binary_search(service.providers, own.provider_id);
    });
    std::ranges::sort(service.own, {}, &Own::provider_id);
}

Result<void> check(Service& service) {
    Checking check;
    check_name(check, service.name);
    check.text("description", service.description, kLongestDescription, Checking::Lines::many);
    check.text("venue", service.venue, kLongestVenue);
    check.text("meeting_url", service.meeting_url, kLongestUrl);
    if (!service.meeting_url.empty() && !is_web_address(service.meeting_url))
        check.refuse("meeting_url", "field.web_address");
    check_times(check, service);
    check_price(check, "price", service.price.amount);
    if (!service.colour.empty() && !businesses::is_colour(service.colour)) check.refuse("colour", "field.invalid");
    for (const auto& need : service.needs)
        check.between("need_" + base::to_text(need.resource_id), need.quantity, 1, kMostPlaces);
    check_own(check, service);
    put_in_order(service);
    // An event keeps its link while it is taken back and published again.
    if (service.who_may_book != WhoMayBook::link && service.kind == ServiceKind::service) service.link_key.clear();
    const bool has_link = service.who_may_book == WhoMayBook::link || service.kind == ServiceKind::event;
    if (has_link && service.link_key.empty()) service.link_key = base::new_token();
    return std::move(check).result();
}

// Behind all others of its kind, of which there are at most `most`. Returns what it is besides a service that says
// nothing.
Result<Written> insert(db::Tx& tx, BusinessId business, Service service, std::optional<std::size_t> most) {
    const auto all = list_services(tx, business, service.price.currency);
    const auto alike = static_cast<std::size_t>(std::ranges::count(all, service.kind, &Service::kind));
    if (most && alike >= *most) return conflict("service.too_many", {{"max", std::to_string(*most)}});
    service.id = base::make_id<ServiceId>();
    service.version = 1;
    service.position = all.empty() ? 1 : all.back().position + 1;
    if (const auto written = with_parts([&] { store::insert(tx, business, service); }); !written)
        return std::unexpected(written.error());
    Service nothing;
    nothing.price.currency = service.price.currency;
    Written out{service, told(nothing), told(service)};
    keep_changes(out.before, out.after);
    businesses::touch(tx, business);
    return out;
}

Result<ServiceId> add(db::Tx& tx, const Context& context, BusinessId business, Service service, Actor actor) {
    const auto written = insert(tx, business, std::move(service), kMostServices);
    if (!written) return std::unexpected(written.error());
    const auto& made = written->service;
    record(tx, context, business, "service.created", made.id.value, actor, made.name, {{"after", written->after}});
    return made.id;
}

// Of the offer; what an event has is none of it.
std::optional<Service> find_offered(db::Session& session, BusinessId business, ServiceId id) {
    auto found = store::find(session, business, id, currency_of(session, business));
    return found && found->kind == ServiceKind::service ? std::move(found) : std::nullopt;
}

// Writes the next version, where anything differs.
Result<Written> update(db::Tx& tx, BusinessId business, const Service& before, Service after) {
    Written out{std::move(after), told(before), nullptr};
    out.after = told(out.service);
    keep_changes(out.before, out.after);
    if (out.after.empty() && before.link_key == out.service.link_key) return out;
    out.service.version = before.version + 1;
    if (const auto written = with_parts([&] { store::update(tx, business, out.service); }); !written)
        return std::unexpected(written.error());
    businesses::touch(tx, business);
    return out;
}

// Writes the next version and tells what differs; nothing where nothing does.
Result<void> write(db::Tx& tx, const Context& context, BusinessId business, const Service& before, Service after,
                   Actor actor) {
    const auto written = update(tx, business, before, std::move(after));
    if (!written) return std::unexpected(written.error());
    const auto& made = written->service;
    if (made.version == before.version) return {};
    record(tx, context, business, "service.changed", made.id.value, actor, made.name,
           {{"version", made.version}, {"before", written->before}, {"after", written->after}});
    return {};
}

std::optional<Category> find_category(db::Session& session, BusinessId business, CategoryId id) {
    for (auto& category : list_categories(session, business))
        if (category.id == id) return std::move(category);
    return std::nullopt;
}

}  // namespace

Result<ServiceId> create_service(db::Tx& tx, const Context& context, BusinessId business, const Service& draft,
                                 Actor actor) {
    businesses::lock(tx, business);
    auto service = draft;
    service.kind = ServiceKind::service;
    service.link_key.clear();
    service.price.currency = currency_of(tx, business);
    if (const auto fine = check(service); !fine) return std::unexpected(fine.error());
    return add(tx, context, business, std::move(service), actor);
}

Result<void> change_service(db::Tx& tx, const Context& context, BusinessId business, const Service& typed,
                            Actor actor) {
    businesses::lock(tx, business);
    const auto before = find_offered(tx, business, typed.id);
    if (!before) return not_found("service.unknown");
    if (before->version != typed.version) return conflict("service.changed_meanwhile");
    auto after = typed;
    after.kind = before->kind;
    after.link_key = before->link_key;
    after.position = before->position;
    after.price.currency = before->price.currency;
    if (auto fine = check(after); !fine) return fine;
    return write(tx, context, business, *before, std::move(after), actor);
}

Result<ServiceId> duplicate_service(db::Tx& tx, const Context& context, BusinessId business, ServiceId id,
                                    Actor actor) {
    businesses::lock(tx, business);
    auto service = find_offered(tx, business, id);
    if (!service) return not_found("service.unknown");
    const auto copied = [](std::string_view tag, std::string& name) {
        const auto language = i18n::parse_language(tag).value_or(i18n::Language::en);
        if (auto out = i18n::words(language, "{name} (copy)", {{"name", name}}); base::length(out) <= kLongestName)
            name = std::move(out);
    };
    copied(businesses::main_language(tx, business), service->name.fallback);
    for (auto& [tag, name] : service->name.translations) copied(tag, name);
    service->active = false;
    service->link_key.clear();
    if (const auto fine = check(*service); !fine) return std::unexpected(fine.error());
    const auto made = add(tx, context, business, *service, actor);
    if (!made) return made;
    store::copy_add_ons(tx, business, id, *made);
    // Right behind the one that it was made from.
    const auto all = list_services(tx, business, service->price.currency);
    const auto at = std::ranges::find(all, id, &Service::id);
    const auto next =
        std::find_if(at + 1, all.end(), [&](const Service& each) { return each.category_id == service->category_id; });
    if (next != all.end() && next->id != *made)
        if (const auto moved = move_service(tx, context, business, *made, service->category_id, next->id, actor);
            !moved)
            return std::unexpected(moved.error());
    return made;
}

Result<void> set_active(db::Tx& tx, const Context& context, BusinessId business, ServiceId id, bool active,
                        Actor actor) {
    businesses::lock(tx, business);
    const auto before = find_offered(tx, business, id);
    if (!before) return not_found("service.unknown");
    auto after = *before;
    after.active = active;
    return write(tx, context, business, *before, std::move(after), actor);
}

Result<void> move_service(db::Tx& tx, const Context& context, BusinessId business, ServiceId id,
                          std::optional<CategoryId> category, std::optional<ServiceId> before, Actor actor) {
    businesses::lock(tx, business);
    auto all = list_services(tx, business, currency_of(tx, business));
    const auto moved = std::ranges::find(all, id, &Service::id);
    if (moved == all.end() || moved->kind != ServiceKind::service || before == id) return not_found("service.unknown");
    if (category && !find_category(tx, business, *category)) return not_found("category.unknown");
    const auto target = before ? std::ranges::find(all, *before, &Service::id) : all.end();
    if (before && (target == all.end() || target->category_id != category)) return not_found("service.unknown");
    const auto from = moved->category_id;
    moved->category_id = category;
    const auto name = moved->name;
    place(all, static_cast<std::size_t>(moved - all.begin()), target - all.begin());
    for (std::size_t i = 0; i < all.size(); ++i)
        store::set_place(tx, business, all[i].id, all[i].category_id, static_cast<int>(i) + 1);
    json data = json::object();
    if (from != category)
        data = {{"before", {{"category_id", json_of(from)}}}, {"after", {{"category_id", json_of(category)}}}};
    record(tx, context, business, "service.moved", id.value, actor, name, std::move(data));
    businesses::touch(tx, business);
    return {};
}

Result<void> delete_service(db::Tx& tx, const Context& context, BusinessId business, ServiceId id, Actor actor) {
    businesses::lock(tx, business);
    const auto service = find_offered(tx, business, id);
    if (!service) return not_found("service.unknown");
    if (!store::erase(tx, business, id)) return conflict("service.in_use");
    record(tx, context, business, "service.deleted", id.value, actor, service->name, json::object());
    businesses::touch(tx, business);
    return {};
}

Result<CategoryId> create_category(db::Tx& tx, const Context& context, BusinessId business, const Text& name,
                                   Actor actor) {
    businesses::lock(tx, business);
    Category category{base::make_id<CategoryId>(), name, 1};
    Checking check;
    check_name(check, category.name);
    if (const auto fine = std::move(check).result(); !fine) return std::unexpected(fine.error());
    const auto all = list_categories(tx, business);
    if (all.size() >= kMostCategories) return conflict("category.too_many", {{"max", std::to_string(kMostCategories)}});
    if (!all.empty()) category.position = all.back().position + 1;
    store::insert(tx, business, category);
    record(tx, context, business, "category.created", category.id.value, actor, category.name,
           {{"after", {{"name", json_of(category.name)}}}});
    businesses::touch(tx, business);
    return category.id;
}

Result<void> rename_category(db::Tx& tx, const Context& context, BusinessId business, CategoryId id, const Text& name,
                             Actor actor) {
    businesses::lock(tx, business);
    auto category = find_category(tx, business, id);
    if (!category) return not_found("category.unknown");
    const auto before = json_of(category->name);
    category->name = name;
    Checking check;
    check_name(check, category->name);
    if (auto fine = std::move(check).result(); !fine) return fine;
    const auto after = json_of(category->name);
    if (before == after) return {};
    store::update(tx, business, *category);
    record(tx, context, business, "category.changed", id.value, actor, category->name,
           {{"before", {{"name", before}}}, {"after", {{"name", after}}}});
    businesses::touch(tx, business);
    return {};
}

Result<void> move_category(db::Tx& tx, const Context& context, BusinessId business, CategoryId id,
                           std::optional<CategoryId> before, Actor actor) {
    businesses::lock(tx, business);
    auto all = list_categories(tx, business);
    const auto moved = std::ranges::find(all, id, &Category::id);
    const auto target = before ? std::ranges::find(all, *before, &Category::id) : all.end();
    if (moved == all.end() || before == id || (before && target == all.end())) return not_found("category.unknown");
    const auto name = moved->name;
    place(all, static_cast<std::size_t>(moved - all.begin()), target - all.begin());
    for (std::size_t i = 0; i < all.size(); ++i) store::set_position(tx, business, all[i].id, static_cast<int>(i) + 1);
    record(tx, context, business, "category.moved", id.value, actor, name, json::object());
    businesses::touch(tx, business);
    return {};
}

Result<void> delete_category(db::Tx& tx, const Context& context, BusinessId business, CategoryId id, Actor actor) {
    businesses::lock(tx, business);
    const auto category = find_category(tx, business, id);
    if (!category) return not_found("category.unknown");
    store::erase(tx, business, id);
    record(tx, context, business, "category.deleted", id.value, actor, category->name, json::object());
    businesses::touch(tx, business);
    return {};
}

Result<Written> create_event_service(db::Tx& tx, BusinessId business, const Service& draft) {
    businesses::lock(tx, business);
    auto service = draft;
    service.kind = ServiceKind::event;
    service.link_key.clear();
    service.price.currency = currency_of(tx, business);
    if (const auto fine = check(service); !fine) return std::unexpected(fine.error());
    return insert(tx, business, std::move(service), std::nullopt);
}

Result<Written> change_event_service(db::Tx& tx, BusinessId business, const Service& typed) {
    businesses::lock(tx, business);
    const auto before = store::find(tx, business, typed.id, currency_of(tx, business));
    if (!before || before->kind != ServiceKind::event) return not_found("service.unknown");
    auto after = typed;
    after.kind = before->kind;
    after.link_key = before->link_key;
    after.position = before->position;
    after.price.currency = before->price.currency;
    if (const auto fine = check(after); !fine) return std::unexpected(fine.error());
    return update(tx, business, *before, std::move(after));
}

void copy_extra_fields(db::Tx& tx, BusinessId business, ServiceId from, ServiceId to) {
    store::copy_extra_fields(tx, business, from, to);
    businesses::touch(tx, business);
}

std::optional<Service> find_service(db::Session& session, BusinessId business, ServiceId id,
                                    std::string_view currency) {
    return store::find(session, business, id, currency);
}

}  // namespace catalog
