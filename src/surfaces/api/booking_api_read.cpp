#include "api/booking_api.h"
#include "api/booking_api_parts.h"
#include "api/reading.h"
#include "pages/brand.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace api {

using namespace bookings;
using pages::Environment;
using pages::slice_of;
using pages::Stamp;
namespace {

using Json = nlohmann::ordered_json;

http::Response ok(const Json& body) { return http::json(body.dump()); }

struct SlotsQuestion {
    Wanted wanted;
    Day first, last;
    std::optional<Zone> zone;  // of the answer; none: the business's
};

void read_provider(const http::Form& query, Wanted& wanted, http::FieldErrors& errors) {
    const auto typed = query.get("provider");
    if (typed.empty()) return errors.add("provider", "field.required");
    if (typed != "any") wanted.provider_id = read_id<ProviderId>(query, "provider", errors);
}

// "ID,ID"
void read_add_ons(const http::Form& query, Wanted& wanted, http::FieldErrors& errors) {
    for (auto typed = query.get("add_ons"); !typed.empty();) {
        const auto end = std::min(typed.find(','), typed.size());
        const auto id = base::parse_id<AddOnId>(typed.substr(0, end));
        if (!id) return errors.add("add_ons", "field.invalid");
        wanted.add_ons.push_back(*id);
        typed.remove_prefix(std::min(end + 1, typed.size()));
    }
    std::ranges::sort(wanted.add_ons);
}

std::string in_one(const std::vector<AddOnId>& ids) {
    std::string out;
    for (const auto id : ids) out += (out.empty() ? "" : ",") + base::to_text(id);
    return out;
}

Result<SlotsQuestion> read_slots(const http::Form& query) {
    http::FieldErrors errors;
    SlotsQuestion out{};
    if (query.get("service").empty())
        errors.add("service", "field.required");
    else
        out.wanted.service_id = read_id<ServiceId>(query, "service", errors).value_or(ServiceId{});
    read_provider(query, out.wanted, errors);
    out.wanted.location_id = read_id<LocationId>(query, "location", errors);
    read_add_ons(query, out.wanted, errors);
    const auto first = read_day(query, "from", errors), last = read_day(query, "to", errors);
    if (first && last && *last < *first) errors.add("to", "range.reversed");
    if (first && last && *last - *first >= std::chrono::days{kLongestRangeDays})
        errors.add("to", "range.too_long", {{"days", std::to_string(kLongestRangeDays)}});
    if (const auto typed = query.find("time_zone")) {
        out.zone = Zone::find(*typed);
        if (!out.zone) errors.add("time_zone", "zone.invalid");
    }
    refuse_other_parameters(query, {"service", "provider", "location", "add_ons", "from", "to", "time_zone"}, errors);
    if (!errors.empty()) return std::move(errors).refusal();
    out.first = *first;
    out.last = *last;
    return out;
}

// What of the question the business does not offer.
Result<void> offered(const Snapshot& snapshot, const Wanted& wanted) {
    const auto* const service = snapshot.service(wanted.service_id);
    if (!service || !snapshot.may_choose(*service)) return base::not_found("service.not_offered");
    const auto providers = snapshot.providers_of(*service);
    if (wanted.provider_id &&
        std::ranges::find(providers, *wanted.provider_id, &staff::Provider::id) == providers.end())
        return base::not_found("provider.not_offered");
    if (wanted.location_id && !snapshot.is_offered_at(*service, *wanted.location_id))
        return base::not_found("location.not_offered");
    if (const auto wished = snapshot.wished(*service, wanted.add_ons); !wished) return std::unexpected(wished.error());
    return {};
}

// The body of an answer with thousands of times, written straight into one string.
class SlotsBody {
public:
    // `with_places`: each says how many places are left.
    SlotsBody(const Zone& zone, std::size_t slots, bool with_places) : zone_(zone), with_places_(with_places) {
        text_.reserve(64 + slots * 72);
        text_ += R"({"time_zone":")";
        text_ += zone.name();
        text_ += R"(","slots":[)";
    }

    void add(const FreeStart& free) {
        if (!is_first_) text_ += ',';
        is_first_ = false;
        text_ += R"({"start":")";
        add_time(free.start);
        text_ += R"(","provider":")";
        if (free.provider_id != provider_) {
            provider_ = free.provider_id;
            provider_text_ = base::to_text(provider_);
        }
        text_ += provider_text_;
        text_ += '"';
        if (with_places_) text_ += fmt::format(R"(,"places_left":{})", free.left);
        text_ += '}';
    }

    std::string finish() && {
        text_ += "]}";
        return std::move(text_);
    }

private:
    // The day and the offset are formatted when they change, the time each time.
    void add_time(Instant start) {
        const auto offset = zone_.offset(start);
        const WallTime wall{start.time_since_epoch() + offset};
        const auto day = std::chrono::floor<std::chrono::days>(wall);
        if (day_ != day || offset_ != offset) {
            day_ = day;
            offset_ = offset;
            const auto whole = base::to_text(start, zone_);
            const auto split = whole.find('T');
            day_text_ = whole.substr(0, split + 1);
            offset_text_ = whole.substr(split + 9);
        }
        const auto second = (wall - day).count();
        text_ += day_text_;
        add_two(second / 3600, ':');
        add_two(second / 60 % 60, ':');
        add_two(second % 60, '\0');
        text_ += offset_text_;
    }
    void add_two(std::int64_t number, char after) {
        text_ += static_cast<char>('0' + number / 10);
        text_ += static_cast<char>('0' + number % 10);
        if (after) text_ += after;
    }

    Zone zone_;
    std::string text_;
    bool with_places_, is_first_ = true;
    std::optional<Day> day_;
    Seconds offset_{};
    ProviderId provider_;
    std::string day_text_, offset_text_, provider_text_;
};

http::Response answer_slots(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    const auto asked = read_slots(request.query);
    if (!asked) return refused(asked.error());
    const auto now = environment.clock.now();
    return environment.database.read([&](db::Session& session) {
        // Read before the times, so that what is kept is never older than its stamp.
        const Stamp stamp{snapshot.business.version, environment.free_times.stamp(session, snapshot, asked->wanted),
                          slice_of(now)};
        // What was understood, not what was written: one question has one name.
        const auto& wanted = asked->wanted;
        const auto what =
            fmt::format("slots {} {} {} {} {} {} {}", base::to_text(wanted.service_id),
                        wanted.provider_id ? base::to_text(*wanted.provider_id) : "any",
                        wanted.location_id ? base::to_text(*wanted.location_id) : "any", base::to_text(asked->first),
                        base::to_text(asked->last), asked->zone ? asked->zone->name() : "", in_one(wanted.add_ons));
        if (const auto kept = environment.kept_pages.find(snapshot.business.id, what, stamp)) return *kept;
        if (const auto possible = offered(snapshot, wanted); !possible) return refused(possible.error());
        const auto free = environment.free_times.list(session, snapshot, wanted, asked->first, asked->last, now);
        SlotsBody body(asked->zone.value_or(snapshot.business.zone), free.size(),
                       snapshot.service(wanted.service_id)->is_for_groups());
        for (const auto& start : free) body.add(start);
        return *environment.kept_pages.keep(snapshot.business.id, what, stamp, http::json(std::move(body).finish()));
    });
}

Json ids_json(const std::vector<const staff::Location*>& locations) {
    auto out = Json::array();
    for (const auto* location : locations) out.push_back(base::to_text(location->id));
    return out;
}

// Of the categories those that a service which can be booked stands in.
Json categories_json(const Snapshot& snapshot, std::string_view language) {
    auto out = Json::array();
    const auto services = snapshot.bookable_services();
    for (const auto& category : snapshot.categories)
        if (std::ranges::find(services, std::optional(category.id), &catalog::Service::category_id) != services.end())
            out.push_back({{"id", base::to_text(category.id)}, {"name", category.name.in(language)}});
    return out;
}

// Who gives it, each with the length and price that it has with them.
Json providers_json(const Snapshot& snapshot, const catalog::Service& service) {
    auto out = Json::array();
    for (const auto* provider : snapshot.providers_of(service))
        out.push_back({{"id", base::to_text(provider->id)},
                       {"duration_minutes", service.duration_with(provider->id).count()},
                       {"price", money_json(service.price_with(provider->id))}});
    return out;
}

Json add_ons_json(const Snapshot& snapshot, const catalog::Service& service, std::string_view language) {
    auto out = Json::array();
    for (const auto* add_on : snapshot.add_ons_of(service))
        out.push_back({{"id", base::to_text(add_on->id)},
                       {"name", add_on->name.in(language)},
                       {"description", add_on->description.in(language)},
                       {"duration_minutes", add_on->duration.count()},
                       {"price", money_json(add_on->price)}});
    return out;
}

http::Response answer_services(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    http::FieldErrors errors;
    refuse_other_parameters(request.query, {}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    const auto language = request.best_language(snapshot.business.languages);
    auto services = Json::array();
    const auto today = snapshot.business.zone.day(environment.clock.now());
    for (const auto* service : snapshot.bookable_services()) {
        auto locations = Json::array();
        for (const auto* location : snapshot.locations_of(*service, today))
            locations.push_back(
                {{"id", base::to_text(location->id)}, {"name", location->name}, {"address", location->address}});
        services.push_back({{"id", base::to_text(service->id)},
                            {"name", service->name.in(language)},
                            {"description", service->description.in(language)},
                            {"category", service->category_id ? Json(base::to_text(*service->category_id)) : Json()},
                            {"picture", picture_json(request, snapshot, {.service_id = service->id})},
                            {"online", !service->meeting_url.empty()},
                            {"duration_minutes", service->duration.count()},
                            {"price", money_json(service->price)},
                            {"price_kind", catalog::to_text(service->price_kind)},
                            {"places", service->capacity},
                            {"times", catalog::to_text(service->times)},
                            {"sign_in_needed", bookings::needs_sign_in(snapshot.business, *service)},
                            {"providers", providers_json(snapshot, *service)},
                            {"locations", std::move(locations)},
                            {"add_ons", add_ons_json(snapshot, *service, language)},
                            {"fields", fields_json(snapshot, *service, language)}});
    }
    return in_language(ok({{"categories", categories_json(snapshot, language)}, {"services", std::move(services)}}),
                       language);
}

// Those of the service, or of all that can be booked; by position.
Result<std::vector<const staff::Provider*>> choose_providers(const Snapshot& snapshot,
                                                             std::optional<ServiceId> service_id) {
    std::vector<const staff::Provider*> out;
    if (service_id) {
        const auto* const service = snapshot.service(*service_id);
        if (!service || !snapshot.may_choose(*service)) return base::not_found("service.not_offered");
        return snapshot.providers_of(*service);
    }
    std::set<ProviderId> found;
    for (const auto* service : snapshot.bookable_services())
        for (const auto* provider : snapshot.providers_of(*service)) found.insert(provider->id);
    for (const auto& provider : snapshot.providers)
        if (found.contains(provider.id)) out.push_back(&provider);
    return out;
}

// Where the provider has hours from today on.
std::vector<const staff::Location*> locations_of(const Snapshot& snapshot, ProviderId provider, Day today) {
    std::vector<const staff::Location*> out;
    for (const auto& location : snapshot.locations)
        if (availability::works_at(snapshot.schedule(provider), location.id, today)) out.push_back(&location);
    return out;
}

http::Response answer_providers(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    http::FieldErrors errors;
    const auto service_id = read_id<ServiceId>(request.query, "service", errors);
    refuse_other_parameters(request.query, {"service"}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    const auto chosen = choose_providers(snapshot, service_id);
    if (!chosen) return refused(chosen.error());
    const auto language = request.best_language(snapshot.business.languages);
    auto providers = Json::array();
    const auto today = snapshot.business.zone.day(environment.clock.now());
    for (const auto* provider : *chosen)
        providers.push_back({{"id", base::to_text(provider->id)},
                             {"name", provider->name},
                             {"title", provider->title.in(language)},
                             {"about", provider->about.in(language)},
                             {"picture", picture_json(request, snapshot, {.provider_id = provider->id})},
                             {"locations", ids_json(locations_of(snapshot, provider->id, today))}});
    return in_language(ok({{"providers", std::move(providers)}}), language);
}

// "09:00"; past midnight it goes on, as "26:00".
std::string clock_text(Minutes since_midnight) {
    return fmt::format("{:02}:{:02}", since_midnight.count() / 60, since_midnight.count() % 60);
}

// Those of the location; without, those that name none.
Json opening_hours_json(const Snapshot& snapshot, std::optional<LocationId> location) {
    auto out = Json::array();
    for (const auto& open : snapshot.opening_hours)
        if (open.hours.location == location)
            out.push_back(
                {{"weekday", open.weekday}, {"from", clock_text(open.hours.from)}, {"to", clock_text(open.hours.to)}});
    return out;
}

http::Response answer_locations(const http::Request& request, const Snapshot& snapshot) {
    http::FieldErrors errors;
    refuse_other_parameters(request.query, {}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    auto locations = Json::array();
    for (const auto& location : snapshot.locations)
        locations.push_back({{"id", base::to_text(location.id)},
                             {"name", location.name},
                             {"address", location.address},
                             {"phone", location.phone},
                             {"map_url", location.map_url},
                             {"directions", location.directions},
                             {"opening_hours", opening_hours_json(snapshot, location.id)}});
    return ok({{"time_zone", snapshot.business.zone.name()},
               {"opening_hours", opening_hours_json(snapshot, std::nullopt)},
               {"locations", std::move(locations)}});
}

constexpr std::chrono::days kLookAhead{31};

// From the memory of the free times, as on the booking page, and kept like the times of a day.
http::Response answer_next_slots(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    http::FieldErrors errors;
    const auto service_id = read_id<ServiceId>(request.query, "service", errors);
    refuse_other_parameters(request.query, {"service"}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    const auto now = environment.clock.now();
    return environment.database.read([&](db::Session& session) {
        const Stamp stamp{snapshot.business.version, environment.free_times.stamp_of_all(session, snapshot),
                          slice_of(now)};
        const auto what = fmt::format("next slots {}", service_id ? base::to_text(*service_id) : "all");
        if (const auto kept = environment.kept_pages.find(snapshot.business.id, what, stamp)) return *kept;
        auto services = snapshot.bookable_services();
        if (service_id) std::erase_if(services, [&](const auto* service) { return service->id != *service_id; });
        if (service_id && services.empty()) return refused(base::not_found("service.not_offered").error());
        auto slots = Json::array();
        for (const auto& first : environment.free_times.first_starts(session, snapshot, services, kLookAhead, now))
            slots.push_back({{"service", base::to_text(first.service_id)},
                             {"start", base::to_text(first.free.start, snapshot.business.zone)},
                             {"provider", base::to_text(first.free.provider_id)}});
        return *environment.kept_pages.keep(
            snapshot.business.id, what, stamp,
            ok({{"time_zone", snapshot.business.zone.name()}, {"slots", std::move(slots)}}));
    });
}

http::Response answer_businesses(const http::Request& request, Environment& environment) {
    http::FieldErrors errors;
    refuse_other_parameters(request.query, {"after"}, errors);
    if (!errors.empty()) return refused(std::move(errors).refusal().error());
    const auto listing = environment.database.read(
        [&](db::Session& session) { return businesses::list_listed(session, request.query.get("after")); });
    auto listed = Json::array();
    for (const auto& business : listing.businesses) {
        if (!business.has(api::kModule)) continue;
        listed.push_back({{"slug", business.slug},
                          {"name", business.name.in(request.best_language(business.languages))},
                          {"time_zone", business.zone.name()},
                          {"currency", business.currency},
                          {"languages", business.languages}});
    }
    auto body = Json{{"businesses", std::move(listed)}};
    if (listing.more) body["next"] = listing.businesses.back().slug;
    return ok(std::move(body)).set("Vary", "Accept-Language");
}

}  // namespace

http::Response in_language(http::Response response, std::string_view language) {
    return std::move(response).set("Content-Language", std::string(language)).set("Vary", "Accept-Language");
}

std::optional<Day> read_day(const http::Form& query, std::string_view name, http::FieldErrors& errors) {
    const auto typed = query.get(name);
    const auto day = base::parse_day(typed);
    if (!day) errors.add(std::string(name), typed.empty() ? "field.required" : "day.invalid");
    return day;
}

Json picture_json(const http::Request& request, const Snapshot& snapshot, const gallery::Subject& of) {
    const auto* picture = snapshot.picture(of);
    if (!picture) return nullptr;
    auto out = Json::array();
    for (const auto& size : picture->sizes)
        out.push_back({{"url", request.origin + pages::picture_path(snapshot.business, *picture, size.width)},
                       {"width", size.width},
                       {"height", size.height}});
    return out;
}

Json fields_json(const Snapshot& snapshot, const catalog::Service& service, std::string_view language) {
    auto out = Json::array();
    for (const auto* field : catalog::fields_of(snapshot.extra_fields, service.id)) {
        auto options = Json::array();
        for (const auto& option : field->options)
            options.push_back({{"value", option.key}, {"name", option.name.in(language)}});
        Json told{{"id", base::to_text(field->id)},     {"kind", catalog::to_text(field->kind)},
                  {"label", field->label.in(language)}, {"help", field->help.in(language)},
                  {"required", field->required},        {"options", std::move(options)}};
        told["shown_if"] = field->condition ? Json{{"field", base::to_text(field->condition->field)},
                                                   {"value", field->condition->value}}
                                            : Json(nullptr);
        out.push_back(std::move(told));
    }
    return out;
}

http::Response businesses(const http::Request& request, Environment& environment) {
    return open_to_all(answer_businesses(request, environment));
}
http::Response services(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return open_to_all(answer_services(request, environment, snapshot));
}
http::Response providers(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return open_to_all(answer_providers(request, environment, snapshot));
}
http::Response locations(const http::Request& request, Environment&, const Snapshot& snapshot) {
    return open_to_all(answer_locations(request, snapshot));
}
http::Response next_slots(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return open_to_all(answer_next_slots(request, environment, snapshot));
}
http::Response slots(const http::Request& request, Environment& environment, const Snapshot& snapshot) {
    return open_to_all(answer_slots(request, environment, snapshot));
}

}  // namespace api
