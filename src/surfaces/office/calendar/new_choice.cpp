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
    if (const auto person = pages::whole_number<std::size_t>(form.get(field_of_part("person", index))))
        out.person = std::clamp(*person, std::size_t{1}, bookings::kMostVisitPeople) - 1;
    for (const auto* add_on : page.snapshot->add_ons_of(service))
        if (form.get(field_of_add_on(add_on->id, index)) == "yes") out.add_ons.push_back(add_on->id);
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

// Whoever comes along gets a service of their own.
void read_people(const http::Form& form, Choice& out) {
    const bool has_room = out.parts.size() < bookings::kMostVisitParts;
    const bool along = form.get("along") == "yes";
    out.one_more = has_room && (form.get("more") == "yes" || along);
    if (!out.is_visit() && !out.one_more) {
        for (auto& part : out.parts) part.person = 0;
        return;
    }
    out.people = pages::whole_number<std::size_t>(form.get("people")).value_or(1);
    for (const auto& part : out.parts) out.people = std::max(out.people, part.person + 1);
    if (along && has_room) ++out.people;
    out.people = std::clamp(out.people, std::size_t{1}, bookings::kMostVisitPeople);
}

}  // namespace

std::string field_of_part(std::string_view name, std::size_t index) {
    return index == 0 ? std::string(name) : fmt::format("{}_{}", name, index + 1);
}

std::string field_of_add_on(bookings::AddOnId id, std::size_t index) {
    return field_of_part("add_on_" + base::to_text(id), index);
}

std::string person_name(const Page& page, std::size_t person) {
    if (person == 0) return i18n::words(page.language, "The customer");
    return i18n::words(page.language, "Person {n}",
                       {{"n", i18n::number(page.language, static_cast<std::int64_t>(person) + 1)}});
}

std::set<std::size_t> Choice::companions() const {
    std::set<std::size_t> out;
    for (const auto& part : parts)
        if (part.person > 0) out.insert(part.person);
    return out;
}

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
    read_people(form, out);
    out.any_order = form.get("any_order") == "yes";
    out.one_by_one = form.get("one_by_one") == "yes";
    if (const auto gap = pages::whole_number<int>(form.get("gap")))
        out.longest_gap = std::clamp(Minutes{*gap}, Minutes{0}, kLongestGapOfAll);
    out.customer = customer_of(page, form.get("customer"));
    return out;
}

Kept fields_of(const Choice& choice) {
    Kept out;
    for (std::size_t i = 0; i < choice.parts.size(); ++i) {
        const auto& part = choice.parts[i];
        out.emplace_back(field_of_part("service", i), base::to_text(part.service->id));
        out.emplace_back(field_of_part("provider", i), part.provider ? base::to_text(*part.provider) : "");
        if (part.person > 0) out.emplace_back(field_of_part("person", i), std::to_string(part.person + 1));
        for (const auto id : part.add_ons) out.emplace_back(field_of_add_on(id, i), "yes");
    }
    if (choice.is_visit()) {
        if (choice.people > 1) out.emplace_back("people", std::to_string(choice.people));
        if (choice.any_order) out.emplace_back("any_order", "yes");
        if (choice.one_by_one) out.emplace_back("one_by_one", "yes");
        if (choice.longest_gap != kUsualGap) out.emplace_back("gap", std::to_string(choice.longest_gap.count()));
    }
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

bookings::VisitWanted wanted_of(const Choice& choice) {
    bookings::VisitWanted out{.in_order = !choice.any_order,
                              .side_by_side = !choice.one_by_one,
                              .longest_gap = choice.longest_gap,
                              .rules = bookings::Rules::staff,
                              .customer = id_of(choice.customer)};
    // People are counted without gaps there.
    std::set<std::size_t> there;
    for (const auto& part : choice.parts) there.insert(part.person);
    for (const auto& part : choice.parts)
        out.parts.push_back({part.service->id, part.provider,
                             static_cast<std::size_t>(std::distance(there.begin(), there.find(part.person))),
                             part.add_ons});
    return out;
}

std::vector<PlacedPart> placed(const Page& page, const Choice& choice) {
    return page.environment.database.read([&](db::Session& session) {
        std::vector<PlacedPart> out;
        std::map<std::size_t, Instant> free_at;
        std::map<ProviderId, Instant> taken_until;
        for (const auto& part : choice.parts) {
            const auto tailored =
                bookings::tailor(session, page.id(), *part.service, {.customer = id_of(choice.customer)});
            auto wished = page.snapshot->wished(*tailored, part.add_ons);
            auto service = wished ? std::move(wished->service) : *tailored;
            const auto provider = part.by ? part.by : part.provider;
            auto& next = free_at.try_emplace(choice.one_by_one ? 0 : part.person, *choice.start).first->second;
            auto begin = next;
            if (provider) begin = std::max(begin, taken_until.try_emplace(*provider, begin).first->second);
            begin = part.at.value_or(begin);
            const auto end = begin + length_with(page, service, provider);
            out.push_back({std::move(service),
                           wished ? std::move(wished->add_ons) : std::vector<catalog::AddOn>(),
                           provider,
                           {begin, end}});
            next = end;
            if (provider) taken_until[*provider] = end;
        }
        return out;
    });
}

}  // namespace office
