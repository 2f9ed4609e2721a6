#include "booking_page/choice.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
namespace {

using catalog::Service;

std::unexpected<Error> not_understood() { return base::invalid("page.date_not_understood"); }

// "20270329T070000Z" with the separators of RFC 3339.
std::string separated(std::string_view compact) {
    return fmt::format("{}-{}-{}T{}:{}:{}Z", compact.substr(0, 4), compact.substr(4, 2), compact.substr(6, 2),
                       compact.substr(9, 2), compact.substr(11, 2), compact.substr(13, 2));
}

// Of those who give the service, all or those who work at the location.
using Providers = std::vector<const staff::Provider*>;

template <class Items, class Id>
bool has(const Items& items, Id id) {
    return std::ranges::any_of(items, [&](const auto* each) { return each->id == id; });
}

constexpr std::string_view kNoExtras = "none";  // "ID.ID" else
constexpr std::string_view kFromForm = "form";  // each ticked one is an `extra`

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = std::min(text.find('.'), text.size());
        out.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

Result<void> read_extras(Choice& choice, const http::Form& query, const Snapshot& snapshot, const Service& service) {
    choice.has_extras = !snapshot.add_ons_of(service).empty();
    const auto asked = query.get("extras");
    choice.asked_extras = choice.has_extras && !asked.empty();
    if (asked.empty() || asked == kNoExtras) return {};
    std::vector<std::string_view> typed;
    if (asked == kFromForm) {
        for (const auto& [name, value] : query.pairs())
            if (name == "extra") typed.push_back(value);
    } else {
        typed = parts_of(asked);
    }
    for (const auto text : typed) {
        const auto id = base::parse_id<AddOnId>(text);
        if (!id) return base::not_found("add_on.not_offered");
        choice.add_ons.push_back(*id);
    }
    const auto wished = snapshot.wished(service, choice.add_ons);
    if (!wished) return std::unexpected(wished.error());
    // In one order, each once: one choice has one address.
    choice.add_ons.clear();
    for (const auto& add_on : wished->add_ons) choice.add_ons.push_back(add_on.id);
    return {};
}

Result<void> read_location(Choice& choice, const http::Form& query, const Snapshot& snapshot, const Service& service,
                           Day today) {
    if (snapshot.locations.size() < 2) return {};
    const auto places = snapshot.locations_of(service, today);
    choice.has_places = places.size() > 1;
    const auto asked = query.get("location");
    if (places.size() == 1) choice.only_place = places.front()->id;
    if (!choice.has_places || asked.empty()) return {};
    choice.location_id = base::parse_id<LocationId>(asked);
    if (!choice.location_id || !has(places, *choice.location_id)) return base::not_found("location.not_offered");
    return {};
}

Result<void> read_provider(Choice& choice, const http::Form& query, const Providers& providers) {
    const auto asked = query.get("provider");
    choice.only_one = providers.size() == 1;
    if (choice.only_one && (asked.empty() || asked == "any")) {
        choice.provider_id = providers.front()->id;
        return {};
    }
    choice.any = asked == "any";
    if (choice.any || asked.empty()) return {};
    choice.provider_id = base::parse_id<ProviderId>(asked);
    if (!choice.provider_id || !has(providers, *choice.provider_id)) return base::not_found("provider.not_offered");
    return {};
}

Result<void> read_time(Choice& choice, const http::Form& query, const Providers& providers) {
    if (const auto month = query.get("month"); !month.empty() && !(choice.month = base::parse_month(month)))
        return not_understood();
    if (const auto day = query.get("day"); !day.empty() && !(choice.day = base::parse_day(day)))
        return not_understood();
    if (const auto start = query.get("start"); !start.empty() && !(choice.start = parse_start(start)))
        return not_understood();
    if (!choice.start) return {};
    if (const auto with = query.get("with"); !with.empty()) {
        choice.start->provider_id = base::parse_id<ProviderId>(with);
        if (!choice.start->provider_id) return base::not_found("provider.not_offered");
    }
    if (choice.provider_id) choice.start->provider_id = choice.provider_id;
    if (choice.start->provider_id && !has(providers, *choice.start->provider_id))
        return base::not_found("provider.not_offered");
    return {};
}

}  // namespace

std::string to_text(const Start& start) {
    auto text = base::to_text(start.at);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return start.provider_id ? text + "." + base::to_text(*start.provider_id) : text;
}

std::string to_text(const std::vector<AddOnId>& add_ons) {
    std::string out;
    for (const auto id : add_ons) out += (out.empty() ? "" : ".") + base::to_text(id);
    return out.empty() ? std::string(kNoExtras) : out;
}

bool is_from_form(const http::Form& query) { return query.get("extras") == kFromForm; }

std::set<AddOnId> ticked_extras(const http::Form& query) {
    std::set<AddOnId> out;
    for (const auto text : parts_of(query.get("ticked")))
        if (const auto id = base::parse_id<AddOnId>(text)) out.insert(*id);
    return out;
}

std::optional<Start> parse_start(std::string_view text) {
    const auto dot = text.find('.');
    // A dot may also begin the fraction of RFC 3339, whose digits are too few for an id.
    const auto provider = dot == text.npos ? std::nullopt : base::parse_id<ProviderId>(text.substr(dot + 1));
    const auto time = provider ? text.substr(0, dot) : text;
    const bool compact = time.size() == 16 && time[8] == 'T' && time[15] == 'Z';
    const auto at = base::parse_instant(compact ? separated(time) : std::string(time));
    if (!at) return std::nullopt;
    return Start{*at, provider};
}

std::string Choice::path() const {
    auto out = root;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (out.back() != '?') out += '&';
        out.append(name).append("=").append(base::percent_encoded(value));
    };
    if (for_another) add("for", base::to_text(*customer));
    if (asked_extras) add("extras", to_text(add_ons));
    if (location_id) add("location", base::to_text(*location_id));
    if (any) add("provider", "any");
    if (provider_id && !only_one) add("provider", base::to_text(*provider_id));
    if (month) add("month", base::to_text(*month).substr(0, 7));
    if (day) add("day", base::to_text(*day));
    if (start) {
        add("start", to_text(Start{start->at, std::nullopt}));
        if (any && start->provider_id) add("with", base::to_text(*start->provider_id));
    }
    return out;
}

std::string Choice::extras_path() const {
    auto bare = anywhere();
    bare.add_ons.clear();
    bare.asked_extras = false;
    return add_ons.empty() ? bare.path() : fmt::format("{}&ticked={}", bare.path(), to_text(add_ons));
}

Choice Choice::without_time() const {
    auto out = *this;
    out.month.reset();
    out.day.reset();
    out.start.reset();
    return out;
}

Choice Choice::on(Day chosen) const {
    auto out = without_time();
    out.day = chosen;
    return out;
}

Choice Choice::in_month(Day chosen) const {
    auto out = without_time();
    out.month = chosen;
    return out;
}

Choice Choice::at(const FreeStart& free) const {
    auto out = without_time();
    out.start = Start{free.start, free.provider_id};
    return out;
}

Choice Choice::with(std::optional<ProviderId> provider) const {
    auto out = without_time();
    out.any = !provider;
    out.provider_id = provider;
    return out;
}

Choice Choice::anywhere() const {
    auto out = without_time();
    out.any = false;
    out.provider_id.reset();
    out.location_id.reset();
    return out;
}

Choice Choice::without_extras() const {
    auto out = anywhere();
    out.add_ons.clear();
    out.asked_extras = true;
    return out;
}

Choice Choice::at_location(LocationId location) const {
    auto out = without_time();
    out.any = false;
    out.provider_id.reset();
    out.location_id = location;
    return out;
}

Result<Choice> read_choice(const http::Form& query, const Snapshot& snapshot, const Service& service, std::string root,
                           Day today) {
    Choice choice;
    choice.root = std::move(root);
    choice.service_id = service.id;
    choice.link = query.get("link");
    if (const auto read = read_extras(choice, query, snapshot, service); !read) return std::unexpected(read.error());
    if (const auto read = read_location(choice, query, snapshot, service, today); !read)
        return std::unexpected(read.error());
    const auto providers = choice.location_id ? snapshot.providers_of(service, *choice.location_id, today)
                                              : snapshot.providers_of(service);
    if (const auto read = read_provider(choice, query, providers); !read) return std::unexpected(read.error());
    if (const auto read = read_time(choice, query, providers); !read) return std::unexpected(read.error());
    return choice;
}

Result<const Service*> read_service(const http::Form& query, const Snapshot& snapshot) {
    const auto id = base::parse_id<ServiceId>(query.get("service"));
    const auto* service = id ? snapshot.service(*id) : nullptr;
    if (!service || !snapshot.may_choose(*service, query.get("link"))) return base::not_found("service.not_offered");
    return service;
}

std::string root_of(std::string_view home, const Service& service) {
    auto out = fmt::format("{}/book?service={}", home, base::to_text(service.id));
    if (!service.link_key.empty()) out += "&link=" + service.link_key;
    return out;
}

}  // namespace booking_page
