#include "catalog/catalog.h"

#include "base/secret.h"
#include "businesses/text_columns.h"
#include "catalog/catalog_store.h"

namespace catalog {
namespace {

std::vector<Service> select_services(db::Session& session, BusinessId business, std::string_view currency) {
    using S = std::string;
    std::vector<Service> out;
    for (auto& [id, category, name, description, translations, duration, before, after, notice, horizon, interval,
                price, capacity, approval, meeting_url, position, active, colour, price_kind, who_may_book, link_key,
                version, times, minimum, decided, kind, venue, booked_from, booked_until] :
         session.rows<ServiceId, std::optional<CategoryId>, S, S, S, Minutes, Minutes, Minutes, Minutes,
                      std::chrono::days, Minutes, std::int64_t, int, S, S, int, bool, S, S, S, S, std::int64_t, S, int,
                      std::chrono::hours, S, S, std::optional<Instant>, std::optional<Instant>>(
             R"sql(
            select id, category_id, name, description, translations, duration_minutes, buffer_before_minutes,
                   buffer_after_minutes, minimum_notice_minutes, booking_horizon_days, slot_interval_minutes,
                   price_amount, capacity, approval, meeting_url, position, active, colour, price_kind, who_may_book,
                   link_key, version, times, minimum, decided_hours, kind, venue, booked_from, booked_until
            from services where business_id = :business order by position, id)sql",
             business)) {
        auto& service = out.emplace_back();
        service.id = id;
        service.category_id = category;
        service.name.fallback = std::move(name);
        service.description.fallback = std::move(description);
        businesses::read_translations(translations, {{"name", &service.name}, {"description", &service.description}});
        service.duration = duration;
        service.buffer_before = before;
        service.buffer_after = after;
        service.minimum_notice = notice;
        service.booking_horizon = horizon;
        service.slot_interval = interval;
        service.price = {price, std::string(currency)};
        service.capacity = capacity;
        service.needs_approval = approval == "pending";
        service.meeting_url = std::move(meeting_url);
        service.position = position;
        service.active = active;
        service.colour = std::move(colour);
        service.price_kind = parse_price_kind(price_kind).value();
        service.who_may_book = parse_who_may_book(who_may_book).value();
        service.link_key = std::move(link_key);
        service.version = version;
        service.times = parse_times(times).value();
        service.minimum = minimum;
        service.decided_before = decided;
        service.kind = parse_service_kind(kind).value();
        service.venue = std::move(venue);
        service.booked_from = booked_from;
        service.booked_until = booked_until;
    }
    return out;
}

constexpr std::array<std::string_view, 4> kPriceKinds{"fixed", "from", "free", "on_request"};
constexpr std::array<std::string_view, 4> kWhoMayBook{"everybody", "signed_in", "staff", "link"};

constexpr std::array<std::string_view, 2> kTimes{"hours", "sessions"};
constexpr std::array<std::string_view, 2> kKinds{"service", "event"};

template <class Enum, std::size_t kCount>
std::optional<Enum> parse(const std::array<std::string_view, kCount>& texts, std::string_view text) {
    const auto found = std::ranges::find(texts, text);
    return found == texts.end() ? std::nullopt : std::optional(static_cast<Enum>(found - texts.begin()));
}

}  // namespace

std::string_view to_text(PriceKind kind) { return kPriceKinds.at(static_cast<std::size_t>(kind)); }
std::optional<PriceKind> parse_price_kind(std::string_view text) { return parse<PriceKind>(kPriceKinds, text); }
std::string_view to_text(WhoMayBook who) { return kWhoMayBook.at(static_cast<std::size_t>(who)); }
std::optional<WhoMayBook> parse_who_may_book(std::string_view text) { return parse<WhoMayBook>(kWhoMayBook, text); }

std::string_view to_text(Times times) { return kTimes.at(static_cast<std::size_t>(times)); }
std::optional<Times> parse_times(std::string_view text) { return parse<Times>(kTimes, text); }

std::string_view to_text(ServiceKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }
std::optional<ServiceKind> parse_service_kind(std::string_view text) { return parse<ServiceKind>(kKinds, text); }

bool Service::admits(std::string_view key) const {
    if (who_may_book == WhoMayBook::staff) return false;
    return who_may_book != WhoMayBook::link || base::equal_in_constant_time(key, link_key);
}

Minutes Service::duration_with(ProviderId provider) const {
    const auto found = std::ranges::find(own, provider, &Own::provider_id);
    return found == own.end() ? duration : found->duration.value_or(duration);
}

int Service::capacity_with(ProviderId provider) const {
    const auto found = std::ranges::find(own, provider, &Own::provider_id);
    return found == own.end() ? capacity : found->capacity.value_or(capacity);
}

bool Service::is_for_groups() const {
    return times == Times::sessions || capacity > 1 ||
           std::ranges::any_of(own, [](const Own& each) { return each.capacity.value_or(1) > 1; });
}

Money Service::price_with(ProviderId provider) const {
    if (price_kind == PriceKind::free || price_kind == PriceKind::on_request) return {0, price.currency};
    const auto found = std::ranges::find(own, provider, &Own::provider_id);
    return {found == own.end() ? price.amount : found->price_amount.value_or(price.amount), price.currency};
}

Minutes Service::longest() const {
    auto out = duration;
    for (const auto& each : own) out = std::max(out, each.duration.value_or(duration));
    return out;
}

Service Service::with(const CustomerTerms& terms) const {
    auto out = *this;
    if (terms.duration) out.duration = *terms.duration;
    if (terms.price_amount) {
        out.price.amount = *terms.price_amount;
        out.price_kind = *terms.price_amount == 0 ? PriceKind::free : PriceKind::fixed;
    }
    for (auto& each : out.own) {
        if (terms.duration) each.duration.reset();
        if (terms.price_amount) each.price_amount.reset();
    }
    return out;
}

Service Service::lasting(Minutes length, ProviderId provider) const {
    return length == duration_with(provider) ? *this : with({.duration = length});
}

Service Service::plus(const Extra& extra) const {
    auto out = *this;
    out.duration += extra.duration;
    if (price_kind == PriceKind::free) {
        out.price.amount = 0;
        for (auto& each : out.own) each.price_amount.reset();
        if (extra.price_amount > 0) out.price_kind = PriceKind::fixed;
    }
    out.price.amount += extra.price_amount;
    for (auto& each : out.own) {
        if (each.duration) *each.duration += extra.duration;
        if (each.price_amount) *each.price_amount += extra.price_amount;
    }
    return out;
}

bool AddOn::fits(const Service& service) const {
    return active && std::ranges::binary_search(services, service.id) &&
           (duration == Minutes{0} || !service.is_for_groups());
}

Extra sum_of(const std::vector<AddOn>& chosen) {
    Extra out;
    for (const auto& each : chosen) {
        out.duration += each.duration;
        out.price_amount += each.price.amount;
    }
    return out;
}

CategoryId add_category(db::Tx& tx, BusinessId business, const Category& draft) {
    auto category = draft;
    category.id = base::make_id<CategoryId>();
    store::insert(tx, business, category);
    businesses::touch(tx, business);
    return category.id;
}

ServiceId add_service(db::Tx& tx, BusinessId business, const Service& draft) {
    auto service = draft;
    service.id = base::make_id<ServiceId>();
    store::insert(tx, business, service);
    businesses::touch(tx, business);
    return service.id;
}

AddOnId add_add_on(db::Tx& tx, BusinessId business, const AddOn& draft) {
    auto add_on = draft;
    add_on.id = base::make_id<AddOnId>();
    store::insert(tx, business, add_on);
    businesses::touch(tx, business);
    return add_on.id;
}

std::vector<Category> list_categories(db::Session& session, BusinessId business) {
    std::vector<Category> out;
    for (auto& [id, name, translations, position] : session.rows<CategoryId, std::string, std::string, int>(
             "select id, name, translations, position from categories where business_id = :business order by position, "
             "id",
             business)) {
        auto& category = out.emplace_back(Category{id, {std::move(name), {}}, position});
        businesses::read_translations(translations, {{"name", &category.name}});
    }
    return out;
}

std::vector<Service> list_services(db::Session& session, BusinessId business, std::string_view currency) {
    auto services = select_services(session, business, currency);
    std::unordered_map<ServiceId, Service*> by_id;
    for (auto& service : services) by_id.emplace(service.id, &service);

    for (const auto& [service, provider, duration, price, capacity] :
         session.rows<ServiceId, ProviderId, std::optional<Minutes>, std::optional<std::int64_t>, std::optional<int>>(
             R"sql(
            select service_id, provider_id, duration_minutes, price_amount, capacity from service_providers
            where business_id = :business order by provider_id)sql",
             business)) {
        by_id.at(service)->providers.push_back(provider);
        if (const Own own{provider, duration, price, capacity}; !own.empty()) by_id.at(service)->own.push_back(own);
    }
    for (const auto& [service, resource, quantity] : session.rows<ServiceId, ResourceId, int>(R"sql(
            select service_id, resource_id, quantity from service_resources
            where business_id = :business order by resource_id)sql",
                                                                                              business))
        by_id.at(service)->needs.push_back({resource, quantity});
    for (const auto& [service, location] : session.rows<ServiceId, LocationId>(
             "select service_id, location_id from service_locations where business_id = :business order by location_id",
             business))
        by_id.at(service)->locations.push_back(location);
    return services;
}

std::vector<AddOn> list_add_ons(db::Session& session, BusinessId business, std::string_view currency) {
    using S = std::string;
    std::vector<AddOn> out;
    for (auto& [id, name, description, translations, duration, price, position, active, version] :
         session.rows<AddOnId, S, S, S, Minutes, std::int64_t, int, bool, std::int64_t>(R"sql(
            select id, name, description, translations, duration_minutes, price_amount, position, active, version
            from add_ons where business_id = :business order by position, id)sql",
                                                                                        business)) {
        auto& add_on = out.emplace_back();
        add_on.id = id;
        add_on.name.fallback = std::move(name);
        add_on.description.fallback = std::move(description);
        businesses::read_translations(translations, {{"name", &add_on.name}, {"description", &add_on.description}});
        add_on.duration = duration;
        add_on.price = {price, S(currency)};
        add_on.position = position;
        add_on.active = active;
        add_on.version = version;
    }
    if (out.empty()) return out;
    std::unordered_map<AddOnId, AddOn*> by_id;
    for (auto& add_on : out) by_id.emplace(add_on.id, &add_on);
    for (const auto& [add_on, service] : session.rows<AddOnId, ServiceId>(
             "select add_on_id, service_id from add_on_services where business_id = :business order by service_id",
             business))
        by_id.at(add_on)->services.push_back(service);
    return out;
}

}  // namespace catalog
