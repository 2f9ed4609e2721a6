#include "office/calendar/new_choice.h"

#include "bookings/tailored.h"
#include "pages/shown_in.h"

#include <algorithm>

namespace office {
namespace {

using customers::Customer;

constexpr Minutes kLongestGapOfAll{240};

// Who may not see the customers chooses none of them.
std::optional<Customer> customer_of(const Page& page, std::string_view id) {
    const auto wanted = base::parse_id<CustomerId>(id);
    if (!wanted || !page.may(customers::kManageCustomers)) return std::nullopt;
    auto found = page.environment.database.read(
        [&](db::Session& session) { return customers::find(session, page.id(), *wanted); });
    if (found && found->anonymised) return std::nullopt;
    return found;
}

std::optional<ProviderId> giver_of(const Page& page, const catalog::Service& service, std::string_view id) {
    const auto wanted = base::parse_id<ProviderId>(id);
    if (!wanted) return std::nullopt;
    const auto givers = page.snapshot->providers_of(service);
    return std::ranges::find(givers, *wanted, &staff::Provider::id) != givers.end() ? wanted : std::nullopt;
}

ChosenPart read_part(const Page& page, const http::Form& form, std::size_t index, const catalog::Service& service) {
    ChosenPart out{.service = &service};
    out.provider = giver_of(page, service, form.get(field_of_part("provider", index)));
    out.at = base::parse_instant(form.get(field_of_part("at", index)));
    out.by = giver_of(page, service, form.get(field_of_part("by", index)));
    if (!out.at || !out.by) out.at.reset(), out.by.reset();
    if (out.at) out.at = pages::as_shown(page, form, *out.at);
    return out;
}

// As long as it takes with who gives it; with any of them, as long as with the slowest.
Minutes length_with(const Page& page, const catalog::Service& service, std::optional<ProviderId> provider) {
    if (provider) return service.duration_with(*provider);
    Minutes out{0};
    for (const auto* giver : page.snapshot->providers_of(service))
        out = std::max(out, service.duration_with(giver->id));
    return out;
}

}  // namespace

std::string field_of_part(std::string_view name, std::size_t index) {
    return index == 0 ? std::string(name) : fmt::format("{}_{}", name, index + 1);
}

std::string field_of_add_on(bookings::AddOnId id) { return "add_on_" + base::to_text(id); }

std::string new_path(const Page& page) { return page.home() + "/bookings/new"; }

std::vector<const catalog::Service*> given_services(const Page& page) {
    std::vector<const catalog::Service*> out;
    for (const auto& service : page.snapshot->services)
        if (service.active && !page.snapshot->providers_of(service).empty()) out.push_back(&service);
    return out;
}

std::optional<CustomerId> id_of(const std::optional<Customer>& customer) {
    return customer ? std::optional(customer->id) : std::nullopt;
}

Choice read_choice(const Page& page, const http::Form& form) {
    Choice out{read_picked(page, form, page.zone().day(page.now))};
    const auto services = given_services(page);
    const auto without = pages::whole_number<std::size_t>(form.get("without"));
    for (std::size_t index = 0; index < bookings::kMostVisitParts; ++index) {
        if (without == index + 1) continue;
        const auto wanted = base::parse_id<ServiceId>(form.get(field_of_part("service", index)));
        const auto found =
            std::ranges::find_if(services, [&](const auto* service) { return wanted && service->id == *wanted; });
        if (found != services.end()) out.parts.push_back(read_part(page, form, index, **found));
    }
    if (out.parts.empty() && !services.empty()) out.parts.push_back(read_part(page, form, 0, *services.front()));
    // Times that were found are of all parts, or of none.
    if (!out.is_visit() || !std::ranges::all_of(out.parts, [](const auto& part) { return part.at.has_value(); }))
        for (auto& part : out.parts) part.at.reset(), part.by.reset();
    out.one_more = form.get("more") == "yes" && out.parts.size() < bookings::kMostVisitParts;
    out.any_order = form.get("any_order") == "yes";
    if (const auto gap = pages::whole_number<int>(form.get("gap")))
        out.longest_gap = std::clamp(Minutes{*gap}, Minutes{0}, kLongestGapOfAll);
    if (out.parts.size() == 1)
        for (const auto* add_on : page.snapshot->add_ons_of(*out.first().service))
            if (form.get(field_of_add_on(add_on->id)) == "yes") out.add_ons.push_back(add_on->id);
    out.customer = customer_of(page, form.get("customer"));
    return out;
}

Kept fields_of(const Choice& choice) {
    Kept out;
    for (std::size_t i = 0; i < choice.parts.size(); ++i) {
        const auto& part = choice.parts[i];
        out.emplace_back(field_of_part("service", i), base::to_text(part.service->id));
        out.emplace_back(field_of_part("provider", i), part.provider ? base::to_text(*part.provider) : "");
    }
    if (choice.is_visit()) {
        if (choice.any_order) out.emplace_back("any_order", "yes");
        if (choice.longest_gap != kUsualGap) out.emplace_back("gap", std::to_string(choice.longest_gap.count()));
    }
    for (const auto id : choice.add_ons) out.emplace_back(field_of_add_on(id), "yes");
    if (choice.customer) out.emplace_back("customer", base::to_text(choice.customer->id));
    return out;
}

std::string query_of(const Page& page, const Choice& choice, bool with_start) {
    auto out = "?day=" + base::to_text(choice.day);
    for (const auto& [name, value] : fields_of(choice)) out += fmt::format("&{}={}", name, value);
    if (!with_start || !choice.start) return out;
    for (const auto& [name, value] : start_fields(choice)) out += fmt::format("&{}={}", name, value);
    const auto [zone_field, zone] = pages::shown_in_field(page);
    return out + fmt::format("&{}={}", zone_field, base::percent_encoded(zone));
}

Kept start_fields(const Choice& choice) {
    Kept out{{"start", base::to_text(*choice.start)}};
    for (std::size_t i = 0; i < choice.parts.size(); ++i) {
        const auto& part = choice.parts[i];
        if (!part.at) continue;
        out.emplace_back(field_of_part("at", i), base::to_text(*part.at));
        out.emplace_back(field_of_part("by", i), base::to_text(*part.by));
    }
    return out;
}

std::vector<PlacedPart> placed(const Page& page, const Choice& choice) {
    return page.environment.database.read([&](db::Session& session) {
        std::vector<PlacedPart> out;
        auto next = *choice.start;
        for (const auto& part : choice.parts) {
            const auto service =
                bookings::tailor(session, page.id(), *part.service, {.customer = id_of(choice.customer)});
            const auto provider = part.by ? part.by : part.provider;
            const auto begin = part.at.value_or(next);
            out.push_back({service, provider, {begin, begin + length_with(page, *service, provider)}});
            next = out.back().time.end;
        }
        return out;
    });
}

}  // namespace office
