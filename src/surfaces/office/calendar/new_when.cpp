// The first page of a new appointment: which services, with whom, and when they can be had.
#include "office/calendar/new_choice.h"
#include "office/frame/customer_record.h"
#include "office/frame/menu.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Rules;

constexpr std::chrono::days kNextWithin{31};  // where a later day is looked for
constexpr std::size_t kMostTimes = 60;
constexpr std::array kGaps{0, 15, 30, 60, 120};

void fill_service(html::Values& line, const Page& page, const catalog::Service* chosen) {
    for (const auto* service : given_services(page))
        line.add("SERVICE")
            .set("OPTION_ID", base::to_text(service->id))
            .set("OPTION_NAME", fmt::format("{}, {}", page.text(service->name), pages::length_of(page, *service)))
            .show_if(service == chosen, "OPTION_ON");
}

void fill_providers(html::Values& line, const Page& page, const ChosenPart& part) {
    for (const auto* provider : page.snapshot->providers_of(*part.service))
        line.add("PROVIDER")
            .set("OPTION_ID", base::to_text(provider->id))
            .set("OPTION_NAME", provider->name)
            .show_if(provider->id == part.provider, "OPTION_ON");
}

void fill_people(html::Values& line, const Page& page, const Choice& choice, std::size_t index, std::size_t chosen) {
    if (choice.people < 2) return;
    auto& people = line.add("FOR_WHOM").set("PERSON_FIELD", field_of_part("person", index));
    for (std::size_t person = 0; person < choice.people; ++person)
        people.add("PERSON")
            .set("OPTION_ID", static_cast<std::int64_t>(person) + 1)
            .set("OPTION_NAME", person_name(page, person))
            .show_if(person == chosen, "OPTION_ON");
}

void fill_add_ons(html::Values& line, const Page& page, const ChosenPart& part, std::size_t index) {
    const auto add_ons = page.snapshot->add_ons_of(*part.service);
    if (add_ons.empty()) return;
    auto& list = line.add("ADD_ONS").set("ADDED_TO", page.text(part.service->name));
    for (const auto* add_on : add_ons)
        list.add("ADD_ON")
            .set("ADD_ON_FIELD", field_of_add_on(add_on->id, index))
            .set("ADD_ON_NAME", page.text(add_on->name))
            .set("ADD_ON_FACTS", pages::add_on_facts(page, add_on->duration, add_on->price))
            .show_if(std::ranges::find(part.add_ons, add_on->id) != part.add_ons.end(), "ADD_ON_ON");
}

// Who has nothing yet; else who got the last.
std::size_t next_person(const Choice& choice) {
    for (std::size_t person = 0; person < choice.people; ++person)
        if (std::ranges::find(choice.parts, person, &ChosenPart::person) == choice.parts.end()) return person;
    return choice.parts.back().person;
}

html::Values& add_line(html::Values& form, const Page& page, const Choice& choice, std::size_t index) {
    auto& line = form.add("LINE");
    line.set("SERVICE_FIELD", field_of_part("service", index)).set("PROVIDER_FIELD", field_of_part("provider", index));
    const bool several = choice.is_visit() || choice.one_more;
    const i18n::Parameters number{{"n", std::to_string(index + 1)}};
    line.set("SERVICE_LABEL",
             several ? i18n::words(page.language, "Service {n}", number) : i18n::words(page.language, "Service"));
    return line;
}

void fill_lines(html::Values& form, const Page& page, const Choice& choice) {
    for (std::size_t i = 0; i < choice.parts.size(); ++i) {
        auto& line = add_line(form, page, choice, i);
        fill_service(line, page, choice.parts[i].service);
        fill_providers(line.add("WITH_WHOM"), page, choice.parts[i]);
        fill_people(line, page, choice, i, choice.parts[i].person);
        fill_add_ons(line, page, choice.parts[i], i);
        if (choice.is_visit())
            line.add("TAKE_OUT")
                .set("NUMBER", std::to_string(i + 1))
                .set("TAKEN_OUT", page.text(choice.parts[i].service->name));
    }
    if (choice.one_more) {
        auto& line = add_line(form, page, choice, choice.parts.size());
        line.show("NONE_YET");
        fill_service(line, page, nullptr);
        fill_people(line, page, choice, choice.parts.size(), next_person(choice));
    } else if (choice.parts.size() < bookings::kMostVisitParts) {
        form.add("MORE").show_if(choice.people < bookings::kMostVisitPeople, "ALONG");
    }
}

void fill_visit(html::Values& form, const Page& page, const Choice& choice) {
    if (!choice.is_visit() && !choice.one_more) return;
    auto& visit = form.add("VISIT").show_if(choice.any_order, "ANY_ORDER_ON");
    if (choice.people > 1)
        visit.add("SEVERAL")
            .set("PEOPLE", static_cast<std::int64_t>(choice.people))
            .show_if(choice.one_by_one, "ONE_BY_ONE_ON");
    for (const int minutes : kGaps)
        visit.add("GAP")
            .set("GAP_MINUTES", std::to_string(minutes))
            .set("GAP_NAME", minutes == 0 ? i18n::words(page.language, "no wait in between")
                                          : i18n::duration(page.language, Minutes{minutes}))
            .show_if(Minutes{minutes} == choice.longest_gap, "GAP_ON");
}

// "Cut with Mira", "09:45 Colour with Jonas".
std::vector<std::string> visit_words(const Page& page, const Choice& choice, const bookings::VisitTimes& visit) {
    std::vector<std::size_t> order(visit.places.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return visit.places[i].time.begin; });
    std::vector<std::string> out;
    for (const auto i : order) {
        const auto& place = visit.places[i];
        const auto* provider = page.snapshot->provider(place.provider);
        auto words = i18n::words(
            page.language, "{service} with {name}",
            {{"service", page.text(choice.parts[i].service->name)}, {"name", provider ? provider->name : ""}});
        if (choice.parts[i].person > 0)
            words = fmt::format("{} ({})", words, person_name(page, choice.parts[i].person));
        if (!out.empty())
            words = fmt::format("{} {}", i18n::time_of_day(page.language, page.zone().wall(place.time.begin)), words);
        out.push_back(std::move(words));
    }
    return out;
}

OfferedDay find_visits(const Page& page, const Choice& choice) {
    const auto wanted = wanted_of(choice);
    const auto [found, later] = page.environment.database.read([&](db::Session& session) {
        const auto list = [&](Day first, Day last, std::size_t limit) {
            return bookings::list_visits(session, *page.snapshot, page.environment.free_times, wanted, first, last,
                                         page.now, limit);
        };
        auto on_day = list(choice.day, choice.day, kMostTimes);
        auto after = std::vector<bookings::VisitTimes>{};
        if (on_day.empty()) after = list(choice.day + std::chrono::days{1}, choice.day + kNextWithin, 1);
        return std::pair(std::move(on_day), std::move(after));
    });
    OfferedDay out{.wide = true};
    if (!later.empty()) out.next = page.zone().day(later.front().time.begin);
    for (const auto& visit : found) {
        OfferedTime time{visit.time.begin, visit_words(page, choice, visit), {}};
        for (std::size_t i = 0; i < visit.places.size(); ++i) {
            time.fields.emplace_back(field_of_part("at", i), base::to_text(visit.places[i].time.begin));
            time.fields.emplace_back(field_of_part("by", i), base::to_text(visit.places[i].provider));
        }
        out.times.push_back(std::move(time));
    }
    return out;
}

OfferedDay find_times(const Page& page, const Choice& choice) {
    if (choice.is_visit()) return find_visits(page, choice);
    const auto& part = choice.first();
    const bookings::Wanted wanted{.service_id = part.service->id,
                                  .provider_id = part.provider,
                                  .rules = Rules::staff,
                                  .customer = id_of(choice.customer),
                                  .add_ons = part.add_ons};
    return offered(page, find_free(page, wanted, choice.day), *part.service);
}

}  // namespace

Response when_page(const Page& page, const Choice& choice, const std::string& notice, int status) {
    const auto title = i18n::words(page.language, "New appointment");
    return render(page, {"office/calendar/new_when", title, "appointments", status}, [&](html::Values& values) {
        values.set("BACK_URL", page.home()).set("ACTION", new_path(page));
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        if (choice.parts.empty()) {
            values.add("NOTHING_OFFERED").set("SERVICES_URL", page.home() + "/services");
            return;
        }
        auto& form = values.add("PICK").set("DAY", base::to_text(choice.day));
        // The form begins with a button that the Enter key presses: else it would be one that takes a service out.
        fill_lines(form, page, choice);
        fill_visit(form, page, choice);
        if (choice.customer)
            form.add("FOR")
                .set("CUSTOMER_ID", base::to_text(choice.customer->id))
                .set("CUSTOMER_NAME", shown_name(page, *choice.customer));
        if (!choice.one_more)
            include_times(form.add("FREE"), page, choice, find_times(page, choice), new_path(page), fields_of(choice));
    });
}

}  // namespace office
