// The steps of a visit of several services (FEATURES 3.5): what is put together, the time, the details, and the
// confirmation that takes all of it or none.
#include "booking_page/booking_public.h"
#include "booking_page/confirming.h"
#include "booking_page/details_form.h"
#include "booking_page/extra_fields.h"
#include "booking_page/keeping.h"
#include "booking_page/time_step.h"
#include "booking_page/visit_choice.h"
#include "booking_page/visit_shown.h"
#include "booking_page/visit_source.h"
#include "bookings/guest.h"
#include "bookings/words.h"
#include "customers/details.h"
#include "i18n/names.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using catalog::Service;

constexpr std::size_t kNearest = 6;

// The parts as services, as long and as dear as they are for whom the visit is.
std::vector<Service> services_of(const Page& page, const VisitChoice& choice) {
    return page.environment.database.read([&](db::Session& session) {
        const auto wanted = choice.wanted();
        std::vector<Service> out;
        for (const auto& part : wanted.parts) {
            auto wished = wished_part(session, *page.snapshot, wanted, part);
            out.push_back(wished ? std::move(wished->service) : *page.snapshot->service(part.service_id));
        }
        return out;
    });
}

VisitWanted wanted_of(const Page& page, const VisitChoice& choice) {
    std::vector<std::optional<AppointmentId>> held;
    for (const auto& hold : holds_of(page, choice)) held.push_back(hold ? std::optional(hold->id) : std::nullopt);
    return choice.wanted(held);
}

// Together with all that it asks for, of which the least can be had.
struct Sum {
    Minutes length{};
    std::string price;
};
Sum sum_of(const Page& page, const VisitChoice& choice, const std::vector<Service>& services) {
    Sum out;
    std::vector<Priced> prices;
    for (std::size_t i = 0; i < services.size(); ++i) {
        const auto& service = services[i];
        const auto provider = choice.start.empty() ? choice.parts[i].provider_id : choice.start[i].provider_id;
        out.length += provider ? service.duration_with(*provider) : service.duration;
        prices.push_back(price_with(page, service, provider));
    }
    out.price = total_of(page, prices);
    return out;
}

// "2 hr 15 min · 2 180 kr". Several people side by side take less than all of it.
std::string facts_of(const Page& page, const VisitChoice& choice, const Sum& sum) {
    if (choice.people > 1 && choice.side_by_side) return sum.price;
    return fmt::format("{} · {}", i18n::duration(page.language, sum.length), sum.price);
}

std::string names_of(const Page& page, const std::vector<Service>& services) {
    std::string out;
    for (const auto& service : services) out += (out.empty() ? "" : ", ") + page.text(service.name);
    return out;
}

// "Person 2"; the first is who books.
std::string person_name(const Page& page, std::size_t person) {
    if (person == 0) return i18n::words(page.language, "You");
    return i18n::words(page.language, "Person {n}",
                       {{"n", i18n::number(page.language, static_cast<std::int64_t>(person) + 1)}});
}

enum class Step { parts, time, details };

void include_steps(html::Values& values, const Page& page, const VisitChoice& choice,
                   const std::vector<Service>& services, Step now) {
    html::Values steps;
    const auto add = [&](const std::string& name, Step which, const std::string& back) {
        auto& step = steps.add("STEP");
        step.set("STEP_NAME", name);
        const bool is_done = which < now;
        step.show_if(now == which, "STEP_NOW").show_if(is_done, "STEP_DONE");
        if (is_done)
            step.add("STEP_LINK").set("STEP_URL", back).set("STEP_NAME", name);
        else
            step.show("STEP_PLAIN").set("STEP_NAME", name);
    };
    const auto parts = services.empty() ? i18n::words(page.language, "Services")
                                        : i18n::count(page.language, "{n} service", "{n} services",
                                                      static_cast<std::int64_t>(services.size()));
    add(parts, Step::parts, choice.without_time().path());
    const auto time = now == Step::details && !choice.start.empty()
                          ? moment(page, std::ranges::min_element(choice.start, {}, &Start::at)->at)
                          : i18n::words(page.language, "Day and time");
    const auto back =
        choice.start.empty() ? choice.without_time() : choice.on(page.zone().day(choice.start.front().at));
    add(time, Step::time, back.times_path());
    add(i18n::words(page.language, "Your details"), Step::details, "");
    steps.set("STEP_COUNT", i18n::words(page.language, "Step {n} of {all}",
                                        {{"n", i18n::number(page.language, static_cast<std::int64_t>(now) + 1)},
                                         {"all", i18n::number(page.language, 3)}}));
    values.include("STEPS", "booking_page/steps", std::move(steps));
}

void fill_with(html::Values& part, const Page& page, const VisitChoice::Part& chosen, const Service& service) {
    const auto providers = page.snapshot->providers_of(service);
    if (providers.size() < 2) return;
    auto& with = part.add("PART_WITH");
    for (const auto* provider : providers)
        with.add("WITH")
            .set("WITH_ID", base::to_text(provider->id))
            .set("WITH_NAME", provider->name)
            .show_if(provider->id == chosen.provider_id, "WITH_CHOSEN");
}

void fill_person(html::Values& part, const Page& page, const VisitChoice& choice, std::size_t chosen) {
    if (choice.people < 2) return;
    auto& person = part.add("PART_PERSON");
    for (std::size_t each = 0; each < choice.people; ++each)
        person.add("WHO")
            .set("WHO_NUMBER", static_cast<std::int64_t>(each) + 1)
            .set("WHO_NAME", person_name(page, each))
            .show_if(each == chosen, "WHO_CHOSEN");
}

void fill_extras(html::Values& part, const Page& page, const VisitChoice::Part& chosen) {
    const auto offered = page.snapshot->add_ons_of(*page.snapshot->service(chosen.service_id));
    if (offered.empty()) return;
    auto& extras = part.add("PART_EXTRAS");
    for (const auto* add_on : offered)
        extras.add("EXTRA")
            .set("EXTRA_ID", base::to_text(add_on->id))
            .set("EXTRA_NAME", page.text(add_on->name))
            .set("EXTRA_FACTS", add_on_facts(page, add_on->duration, add_on->price))
            .show_if(std::ranges::find(chosen.add_ons, add_on->id) != chosen.add_ons.end(), "EXTRA_ON");
}

void fill_more(html::Values& values, const Page& page, const VisitChoice& choice) {
    if (choice.parts.size() == kMostVisitParts) {
        values.add("FULL").set("FULL_TEXT", i18n::message(page.language, "visit.too_many_parts",
                                                          {{"max", std::to_string(kMostVisitParts)}}));
        return;
    }
    auto& more = values.add("MORE");
    std::map<std::optional<CategoryId>, std::vector<const Service*>> by_category;
    for (const auto* service : page.snapshot->bookable_services()) by_category[service->category_id].push_back(service);
    const auto fill = [&](html::Values& list, const std::vector<const Service*>& services) {
        for (const auto* service : services)
            list.add("OFFER")
                .set("OFFER_ID", base::to_text(service->id))
                .set("OFFER_TEXT", fmt::format("{} · {} · {}", page.text(service->name), length_of(page, *service),
                                               price_of(page, *service)));
    };
    for (const auto& category : page.snapshot->categories)
        if (const auto found = by_category.find(category.id); found != by_category.end()) {
            auto& group = more.add("GROUP").set("GROUP_NAME", page.text(category.name));
            fill(group, found->second);
            by_category.erase(found);
        }
    for (const auto& [category, services] : by_category) fill(more.add("UNGROUPED"), services);
}

void fill_places(html::Values& values, const Page& page, const VisitChoice& choice) {
    const auto places = places_of(page, choice);
    if (!places || places->size() < 2) return;
    auto& where = values.add("PLACES");
    for (const auto* place : *places)
        where.add("PLACE")
            .set("PLACE_ID", base::to_text(place->id))
            .set("PLACE_NAME", place->name)
            .show_if(choice.location_id == place->id, "PLACE_CHOSEN");
}

http::Response parts_step(const Page& page, const VisitChoice& choice, const std::string& notice = {},
                          int status = 200) {
    const auto title = i18n::words(page.language, "Your visit");
    const auto services = services_of(page, choice);
    const Frame frame{"booking_page/visit", title, status, Secrecy::open, choice.path()};
    return render(page, frame, [&](html::Values& values) {
        include_steps(values, page, choice, services, Step::parts);
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        values.set("TIMES_ACTION", choice.home + "/visit/times").set("VISIT_ACTION", choice.home + "/visit");
        values.set("PARTS_TEXT", to_text(choice.parts)).set("PEOPLE", static_cast<std::int64_t>(choice.people));
        if (choice.for_another) values.add("FORM_FOR").set("FORM_FOR_ID", base::to_text(*choice.customer));
        for (std::size_t i = 0; i < services.size(); ++i) {
            const auto& chosen = choice.parts[i];
            auto& part = values.add("PART").set("PART_INDEX", static_cast<std::int64_t>(i));
            part.set("PART_NAME", page.text(services[i].name));
            part.set("PART_FACTS", length_of(page, services[i], chosen.provider_id) + " · " +
                                       price_of(page, services[i], chosen.provider_id));
            fill_with(part, page, chosen, services[i]);
            fill_person(part, page, choice, chosen.person);
            fill_extras(part, page, chosen);
        }
        fill_more(values, page, choice);
        bool has_several = false;
        for (std::size_t person = 0; person < choice.people; ++person) has_several |= choice.has_several(person);
        if (has_several) values.add("ORDER").show(choice.in_order ? "ORDER_GIVEN" : "ORDER_ANY");
        if (choice.people > 1) values.add("BESIDE").show(choice.side_by_side ? "BESIDE_YES" : "BESIDE_NO");
        if (choice.people < kMostVisitPeople && !services.empty()) values.show("ALONG");
        fill_places(values, page, choice);
        if (services.empty()) return;
        const auto sum = sum_of(page, choice, services);
        values.add("TOGETHER").set("TOGETHER_TEXT", facts_of(page, choice, sum));
    });
}

http::Response refuse_choice(const Page& page, const Error& error) {
    return explain(page, http::status_of(error.fault), sentence(page, error), start_again(page));
}

// The last day on which all parts can be booked.
Day last_day(const Page& page, const std::vector<Service>& services) {
    const auto nearest = std::ranges::min_element(services, {}, &Service::booking_horizon);
    return page.zone().day(page.now) + nearest->booking_horizon;
}

Result<Times> ask_visit_times(const Page& page, const VisitChoice& choice, const std::vector<Service>& services) {
    const auto wanted = wanted_of(page, choice);
    const auto last = last_day(page, services);
    std::vector<VisitTimes> found;
    auto times = page.environment.database.read([&](db::Session& session) {
        const VisitSource source(page, session, wanted, last);
        return ask_times(page, last, source.of_calendar(found), choice.calendar());
    });
    if (!times) return times;
    for (const auto& visit : found) times->visits.push_back({to_text(start_of(visit)), until_text(page, visit.time)});
    return times;
}

http::Response time_step(const Page& page, const VisitChoice& choice, const std::string& notice = {},
                         int status = 200) {
    const auto services = services_of(page, choice);
    auto times = ask_visit_times(page, choice, services);
    if (!times) return refuse_choice(page, times.error());
    if (keeps_times(page)) times->keep_token = form_token(page);
    const auto sum = sum_of(page, choice.without_time(), services);
    CalendarWords words;
    words.title = names_of(page, services);
    words.facts = facts_of(page, choice, sum);
    words.note = i18n::words(page.language, "Choose a time to go on. Nothing is booked before you confirm.");
    words.keep_action = choice.home + "/visit/times";
    words.keep_fields = [&](html::Values& form) { include_visit_choice(form, choice); };
    words.more = WayOn{choice.without_time().path(), i18n::words(page.language, "Change the services")};
    const auto title = i18n::words(page.language, "When suits you?");
    return render(page, {"booking_page/times", title, status, Secrecy::open}, [&](html::Values& values) {
        include_steps(values, page, choice, services, Step::time);
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        include_calendar(values, page, words, choice.calendar(), *times);
    });
}

std::vector<VisitTimes> nearest_to(const Page& page, const VisitChoice& choice, const std::vector<Service>& services) {
    const auto wish = choice.start.empty() ? page.now : std::ranges::min_element(choice.start, {}, &Start::at)->at;
    const auto wanted = wanted_of(page, choice);
    return page.environment.database.read([&](db::Session& session) {
        return VisitSource(page, session, wanted, last_day(page, services)).nearest(wish, kNearest);
    });
}

struct Details {
    const VisitChoice& choice;
    const std::vector<Service>& services;
    Filler filler;
    Typed typed;
    // Who comes along, from the second person on: whom the account looks after, or a name.
    std::vector<std::optional<CustomerId>> companions{};
    std::vector<std::string> attendees{};
    std::string notice{};
    std::optional<std::vector<VisitTimes>> nearest{};  // when the chosen time cannot be had
    int status = 200;
};

std::string attendee_field(std::size_t person) { return fmt::format("attendee_{}", person + 1); }
std::string companion_field(std::size_t person) { return fmt::format("companion_{}", person + 1); }

const accounts::Person* find_companion(const Details& details, std::size_t person) {
    const auto& known = details.companions;
    if (person == 0 || person > known.size() || !known[person - 1]) return nullptr;
    const auto found = std::ranges::find(details.filler.people, *known[person - 1], &accounts::Person::id);
    return found == details.filler.people.end() ? nullptr : &*found;
}

// Whom the account looks after can be chosen; a name is asked of anybody else.
std::vector<Field> attendee_fields(const Page& page, const Details& details) {
    std::vector<Field> out;
    const bool asks_whom = details.filler.has_choice();
    for (std::size_t person = 1; person < details.choice.people; ++person) {
        const i18n::Parameters number{{"n", i18n::number(page.language, static_cast<std::int64_t>(person) + 1)}};
        if (asks_whom) {
            const auto* chosen = find_companion(details, person);
            Field whom{.kind = Field::Kind::select,
                       .name = companion_field(person),
                       .label = i18n::words(page.language, "Person {n}", number),
                       .value = chosen ? base::to_text(chosen->id) : std::string()};
            whom.options = {{"", i18n::words(page.language, "Somebody else")}};
            for (const auto& each : details.filler.people)
                whom.options.push_back({base::to_text(each.id), base::full_name(each.name, each.surname)});
            out.push_back(std::move(whom));
        }
        out.push_back({.name = attendee_field(person),
                       .label = i18n::words(page.language, "Name of person {n}", number),
                       .hint = asks_whom ? i18n::words(page.language, "If it is somebody else.") : std::string(),
                       .value = details.attendees.size() >= person ? details.attendees[person - 1] : std::string(),
                       .limit = kLongestName,
                       .required = !asks_whom});
    }
    return out;
}

void fill_nearest(html::Values& values, const Page& page, const Details& details) {
    auto& choices = values.add("CHOICES");
    choices.set("GONE", to_text(details.choice.start));
    html::Values list;
    if (details.nearest->empty()) {
        list.show("NOTHING_NEAR");
        include_contact(list, page);
    } else {
        auto& radios = list.add("NEAREST");
        for (const auto& visit : *details.nearest)
            radios.add("NEAR")
                .set("NEAR_START", to_text(start_of(visit)))
                .set("NEAR_TEXT", when(page, visit.time))
                .show_if(&visit == &details.nearest->front(), "NEAR_FOCUS")
                .add("NEAR_NAMED")
                .set("NEAR_NAME", providers_of(page, visit));
    }
    choices.include("CHOICES_LIST", "booking_page/choices", std::move(list));
}

std::vector<ShownPart> shown_parts(const Page& page, const Details& details) {
    std::vector<ShownPart> out;
    const auto& choice = details.choice;
    for (std::size_t i = 0; i < choice.parts.size(); ++i) {
        const auto& service = details.services[i];
        ShownPart part;
        const bool is_chosen = !details.nearest && !choice.start.empty();
        const auto provider = is_chosen ? choice.start[i].provider_id : choice.parts[i].provider_id;
        if (is_chosen) part.time = span_of(service, choice.start[i].at, provider);
        part.service = page.text(service.name);
        part.provider = provider;
        if (choice.people > 1) {
            const auto person = choice.parts[i].person;
            const auto* known = find_companion(details, person);
            const bool is_named =
                person > 0 && details.attendees.size() >= person && !details.attendees[person - 1].empty();
            part.person = known      ? base::full_name(known->name, known->surname)
                          : is_named ? details.attendees[person - 1]
                                     : person_name(page, person);
        }
        for (const auto& add_on : page.snapshot->add_ons)
            if (std::ranges::find(choice.parts[i].add_ons, add_on.id) != choice.parts[i].add_ons.end())
                part.extras.push_back(page.text(add_on.name));
        part.price = price_of(page, service, provider);
        part.priced = price_with(page, service, provider);
        out.push_back(std::move(part));
    }
    return out;
}

void fill_summary(html::Values& values, const Page& page, const Details& details) {
    const auto& choice = details.choice;
    const auto& services = details.services;
    const auto pending = std::ranges::count_if(services, &Service::needs_approval);
    const bool is_chosen = !details.nearest && !choice.start.empty();
    values.set("SUMMARY_TITLE", i18n::words(page.language, "Your visit"));
    values.set("CONFIRM", pending == static_cast<std::ptrdiff_t>(services.size())
                              ? i18n::words(page.language, "Ask for this time")
                              : i18n::words(page.language, "Confirm the booking"));
    if (pending > 0)
        values.add("PENDING").set("PENDING_TEXT", i18n::words(page.language, "{name} will look at it and let you know.",
                                                              {{"name", page.name()}}));
    const auto parts = shown_parts(page, details);
    values.set("BAR_PRICE", total_of(page, parts));
    values.set("BAR_TIME",
               is_chosen ? moment(page, time_of(parts)->begin) : i18n::words(page.language, "No time chosen yet"));
    values.set("KEPT_FOR", page.business().slug);
    const auto back = choice.start.empty() || details.nearest ? choice.without_time()
                                                              : choice.on(page.zone().day(choice.start.front().at));
    values.set("BACK_URL", back.times_path());
    if (is_chosen)
        if (const auto holds = holds_of(page, choice); are_for(holds, choice))
            values.add("KEPT").set("KEPT_TEXT",
                                   kept_text(page, **std::ranges::min_element(
                                                       holds, {}, [](const auto& hold) { return hold->expires_at; })));
    const auto* location = page.snapshot->location(choice.location_id);
    const auto* first =
        page.snapshot->provider(choice.start.empty() ? choice.parts.front().provider_id.value_or(ProviderId{})
                                                     : *choice.start.front().provider_id);
    include_parts(values, "FACTS", page, parts, details.typed.visitor_zone,
                  place(*page.snapshot, page.snapshot->service(services.front().id), first,
                        location ? std::optional(location->id) : std::nullopt));
}

// What any of the services asks, each field once.
std::vector<const catalog::ExtraField*> asked_fields(const Page& page, const std::vector<Service>& services) {
    std::vector<const catalog::ExtraField*> out;
    for (const auto& field : page.snapshot->extra_fields)
        for (const auto& service : services) {
            const auto asked = catalog::fields_of(page.snapshot->extra_fields, service.id);
            if (std::ranges::find(asked, field.id, &catalog::ExtraField::id) == asked.end()) continue;
            out.push_back(&field);
            break;
        }
    return out;
}

http::Response details_page(const Page& page, const Details& details) {
    const auto title = i18n::words(page.language, "Your details");
    const auto& choice = details.choice;
    const Frame frame{"booking_page/details", title, details.status, Secrecy::personal, choice.times_path()};
    return render(page, frame, [&](html::Values& values) {
        const DetailsForm form{details.filler, details.typed, choice.times_path()};
        auto all = detail_fields(page, form);
        const auto last_name = std::ranges::find_if_not(
            all, [](const Field& field) { return field.name == "name" || field.name == "surname"; });
        const auto attendees = attendee_fields(page, details);
        all.insert(last_name, attendees.begin(), attendees.end());
        const auto& errors = details.typed.errors;
        const auto focus = details.nearest || errors.empty() ? std::string() : errors.front().field;
        include_steps(values, page, details.nearest ? choice.without_time() : choice, details.services, Step::details);
        if (!details.notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", details.notice);
        fill_wrong(values, page, details.typed, all);
        values.set("ACTION", choice.home + "/visits").set("TOKEN", form_token(page)).set("KEY", details.typed.key);
        include_visit_choice(values, choice);
        values.set("SHOWN_IN", shown_in(page, details.typed)).set("VISITOR_ZONE", details.typed.visitor_zone);
        if (details.nearest)
            fill_nearest(values, page, details);
        else
            values.add("FIXED").set("START", to_text(choice.start));
        include_person(values, page, form);
        include_fields(values, "FIELDS", page, kCustomersLook, all, errors, focus);
        const auto asked = asked_fields(page, details.services);
        include_extra_fields(values, page, asked, details.typed, focus);
        values.show_if(std::ranges::any_of(
                           asked, [](const auto* field) { return field->kind == catalog::ExtraField::Kind::file; }),
                       "WITH_FILES");
        const bool is_chosen = !choice.start.empty() && !details.nearest;
        include_policy(
            values, page, details.services.front(),
            is_chosen ? std::optional(std::ranges::min_element(choice.start, {}, &Start::at)->at) : std::nullopt);
        include_consent(values, page, form, focus);
        fill_summary(values, page, details);
    });
}

bool must_sign_in(const Page& page, const std::vector<Service>& services) {
    return std::ranges::any_of(services,
                               [&](const Service& service) { return booking_page::must_sign_in(page, service); });
}

// Instead of the form, where only customers with a login may book; what was chosen waits in the address.
http::Response sign_in_first(const Page& page, const VisitChoice& choice, const std::vector<Service>& services,
                             int status) {
    const auto title = i18n::words(page.language, "Sign in to book");
    const auto here = choice.times_path();
    return render(page, {"booking_page/sign_in_first", title, status, Secrecy::personal, here},
                  [&](html::Values& values) {
                      include_steps(values, page, choice, services, Step::details);
                      values.set("HEADING", title);
                      values.set("SIGN_IN_TEXT",
                                 i18n::words(page.language, "{name} takes bookings from customers who are signed in.",
                                             {{"name", page.name()}}));
                      values.set("SIGN_IN_HERE_URL", back_here(page, "sign-in", here));
                      values.set("REGISTER_URL", back_here(page, "register", here));
                      values.set("SUMMARY_TITLE", names_of(page, services));
                      if (!choice.start.empty())
                          values.add("CHOSEN").set(
                              "CHOSEN_TEXT", moment(page, std::ranges::min_element(choice.start, {}, &Start::at)->at));
                      values.set("BACK_URL", choice.without_time().times_path());
                  });
}

Span time_of(const VisitChoice& choice, const std::vector<Service>& services) {
    std::optional<Span> out;
    for (std::size_t i = 0; i < services.size(); ++i) {
        const auto part = span_of(services[i], choice.start[i].at, choice.start[i].provider_id);
        out = out ? Span{std::min(out->begin, part.begin), std::max(out->end, part.end)} : part;
    }
    return *out;
}

bool is_free_now(const Page& page, const VisitChoice& choice, const std::vector<Service>& services) {
    std::vector<VisitTimes::Place> places;
    for (std::size_t i = 0; i < services.size(); ++i)
        places.push_back(
            {*choice.start[i].provider_id, span_of(services[i], choice.start[i].at, choice.start[i].provider_id)});
    const auto wanted = wanted_of(page, choice);
    return page.environment.database.read([&](db::Session& session) {
        return is_free(session, *page.snapshot, page.environment.free_times, wanted, places, page.now);
    });
}

http::Response details_step(const Page& page, const VisitChoice& choice) {
    const auto services = services_of(page, choice);
    if (!is_free_now(page, choice, services)) {
        if (const auto path = booked_by(page, choice.parts.front().service_id, choice.start.front().at,
                                        page.request.cookie(kSentCookie)))
            return booked_already(page, names_of(page, services), time_of(choice, services), choice.times_path(),
                                  *path);
        return time_step(page, choice.on(page.zone().day(choice.start.front().at)),
                         i18n::message(page.language, "booking.time_taken"), 409);
    }
    if (must_sign_in(page, services)) return sign_in_first(page, choice, services, 200);
    const auto filler = filler_of(page);
    auto typed = new_form(page, filler);
    if (choice.for_another) typed.customer = base::to_text(*choice.customer);
    return details_page(page, {choice, services, filler, std::move(typed), choice.companions});
}

// Several parts with nowhere to have them all.
std::optional<http::Response> refuse_places(const Page& page, const VisitChoice& choice) {
    const auto places = places_of(page, choice);
    if (!places || choice.location_id) return std::nullopt;
    if (places->empty()) return parts_step(page, choice, i18n::message(page.language, "visit.nowhere_together"), 409);
    return parts_step(page, choice);
}

// With what was chosen of a visit; the answer otherwise says why it cannot be had.
http::Response with_visit(const Page& page, const http::Form& query,
                          const std::function<http::Response(const VisitChoice&)>& body) {
    if (!page.business().has(kBookingPage))
        return explain(page, 404, i18n::message(page.language, "page.not_found"), start_again(page));
    const auto choice = read_visit(query, page);
    return choice ? body(*choice) : refuse_choice(page, choice.error());
}

// One wish for each part, which share all that was typed.
std::vector<Wish> wishes_of(const VisitChoice& choice, const Details& details, const Page& page, const Wish& first) {
    std::vector<Wish> out;
    const auto visitor = visitor_of(page);
    for (std::size_t i = 0; i < choice.parts.size(); ++i) {
        auto wish = first;
        const auto& part = choice.parts[i];
        wish.service_id = part.service_id;
        wish.add_ons = part.add_ons;
        wish.provider_id = choice.start[i].provider_id;
        wish.starts_at = choice.start[i].at;
        wish.location_id = choice.location_id;
        if (const auto* known = find_companion(details, part.person)) {
            wish.customer = known->id;
            wish.details.name = known->name;
            wish.details.surname = known->surname;
        } else if (part.person > 0) {
            wish.attendee = details.attendees[part.person - 1];
        }
        if (!visitor.empty()) wish.visitor = hold_of_part(visitor, i);
        out.push_back(std::move(wish));
    }
    return out;
}

Choice choice_of(const VisitChoice& choice, std::size_t part) {
    Choice out;
    out.service_id = choice.parts[part].service_id;
    out.add_ons = choice.parts[part].add_ons;
    out.provider_id = choice.parts[part].provider_id;
    out.any = !out.provider_id;
    out.location_id = choice.location_id;
    out.customer = choice.customer;
    if (!choice.start.empty()) out.start = choice.start[part];
    return out;
}

// What the fields of the services behind the first were answered.
void check_other_answers(Typed& typed, const Page& page, const VisitChoice& choice) {
    for (const auto& part : std::span(choice.parts).subspan(1)) {
        const auto fine = check_answers(*page.snapshot, part.service_id, typed.answers, bookings::Rules::customer);
        if (fine) continue;
        for (const auto& error : fine.error().fields)
            if (!error_of(typed.errors, error.field)) typed.errors.push_back(error);
    }
}

// Nobody is two of those who come.
void read_attendees(const http::Form& form, Details& details) {
    customers::FieldCheck check(details.typed.errors);
    std::set<CustomerId> there;
    if (const auto first = base::parse_id<CustomerId>(details.typed.customer))
        there.insert(*first);
    else if (details.filler.visitor)
        there.insert(details.filler.visitor->customer_id);
    for (std::size_t person = 1; person < details.choice.people; ++person) {
        const auto typed = line(form, companion_field(person));
        details.attendees.push_back(line(form, attendee_field(person)));
        details.companions.push_back(base::parse_id<CustomerId>(typed));
        const auto* known = find_companion(details, person);
        if (!typed.empty() && !known)
            check.refuse(companion_field(person), "field.invalid");
        else if (known && !there.insert(known->id).second)
            check.refuse(companion_field(person), "visit.person_twice");
        else if (!known)
            check.name(attendee_field(person), details.attendees.back(), businesses::FieldRule::required);
    }
}

using WithDetails = std::function<http::Response(Details, std::optional<std::vector<Wish>>)>;
http::Response with_details(const Page& page, const WithDetails& body) {
    auto sent = read_sent(page.request);
    if (!sent) return refuse_choice(page, base::invalid("form.expired").error());
    return with_visit(page, sent->form, [&](const VisitChoice& read) -> http::Response {
        auto choice = read.closed_up();
        if (choice.parts.empty()) return parts_step(page, choice);
        if (auto refused = refuse_places(page, choice)) return *std::move(refused);
        const auto services = services_of(page, choice);
        // The radio buttons of another time were shown and none was chosen: `gone` says near which.
        const bool no_start = choice.start.empty();
        if (must_sign_in(page, services)) return sign_in_first(page, choice, services, 403);
        Details details{choice, services, filler_of(page), read_form(sent->form)};
        details.typed.answers.files = std::move(sent->files);
        read_attendees(sent->form, details);
        details.status = 422;
        if (no_start) {
            details.typed.errors.push_back({"start", "field.choose_time", {}});
            details.nearest = nearest_to(page, choice, services);
        }
        const auto first = read_wish(details.typed, page, details.filler, choice_of(choice, 0));
        check_other_answers(details.typed, page, choice);
        if (!first || !details.typed.errors.empty()) return body(std::move(details), std::nullopt);
        auto wishes = wishes_of(choice, details, page, *first);
        return body(std::move(details), std::move(wishes));
    });
}

http::Response details_again(const Page& page, const Wrong& wrong) {
    return with_details(page, [&](Details details, const std::optional<std::vector<Wish>>&) {
        details.notice = wrong.notice;
        return details_page(page, details);
    });
}

// With what was typed, and other times where it is the time that cannot be had.
http::Response refuse(const Page& page, const Error& error, Details details) {
    const auto& choice = details.choice;
    if (error.code == "idempotency.mismatch" || is_time_gone(error))
        if (const auto path =
                booked_by(page, choice.parts.front().service_id, choice.start.front().at, details.typed.key))
            return booked_already(page, names_of(page, details.services), time_of(choice, details.services),
                                  choice.times_path(), *path);
    details.status = http::status_of(error.fault);
    if (error.code == "idempotency.mismatch") {
        details.typed.key = base::new_token();
        details.notice =
            i18n::words(page.language, "This form was already sent. Confirm once more if you want another booking.");
        details.status = 422;
        return details_page(page, details);
    }
    if (error.fault == Fault::not_found) return refuse_choice(page, error);
    if (error.code == "booking.sign_in_needed") return sign_in_first(page, choice, details.services, 403);
    if (error.code == "form.invalid") {
        details.typed.errors = error.fields;
        return details_page(page, details);
    }
    details.notice = sentence(page, error);
    if (error.code == "booking.too_many_open" && !details.filler.visitor && has_logins(page))
        details.notice += " " + i18n::words(page.language, "Appointments that you book while signed in count apart.");
    if (error.code == "booking.zone_changed") details.typed.shown_in.clear();
    // Another time would not help.
    if (error.fault == Fault::too_many || error.code == "booking.name_differs") return details_page(page, details);
    details.nearest = nearest_to(page, choice, details.services);
    return details_page(page, details);
}

// Booked for others of the account with whom another length or price was agreed: that is shown first.
std::optional<http::Response> show_for_others(const Page& page, const Details& shown, const std::vector<Wish>& wishes) {
    auto choice = shown.choice;
    choice.companions = shown.companions;
    const auto first = std::ranges::find(choice.parts, std::size_t{0}, &VisitChoice::Part::person);
    const auto& own = wishes[static_cast<std::size_t>(first - choice.parts.begin())];
    if (own.customer) {
        choice.customer = own.customer;
        choice.for_another = page.signed_in && *own.customer != page.signed_in->customer_id;
    }
    if (choice.customer == shown.choice.customer && choice.companions == shown.choice.companions) return std::nullopt;
    const auto services = services_of(page, choice);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < services.size(); ++i) {
        const auto with = *choice.start[i].provider_id;
        const bool is_alike = services[i].duration_with(with) == shown.services[i].duration_with(with) &&
                              services[i].price_with(with) == shown.services[i].price_with(with);
        if (is_alike || std::ranges::find(names, wishes[i].details.name) != names.end()) continue;
        names.push_back(wishes[i].details.name);
    }
    if (names.empty()) return std::nullopt;
    Details details{choice, services, shown.filler, shown.typed, shown.companions, shown.attendees};
    const auto sum = sum_of(page, choice, services);
    details.notice = i18n::words(page.language, "For {name}: {length}, {price}. Look at it once more, then confirm.",
                                 {{"name", fmt::format("{}", fmt::join(names, ", "))},
                                  {"length", i18n::duration(page.language, sum.length)},
                                  {"price", sum.price}});
    details.status = 409;
    if (!is_free_now(page, choice, services)) details.nearest = nearest_to(page, choice, services);
    return details_page(page, details);
}

http::Response without_keeping(const Page& page, const Wrong&) {
    return with_visit(page, page.request.form,
                      [](const VisitChoice& choice) { return http::see_other(choice.times_path()); });
}

}  // namespace

http::Response choose_visit(const Page& page) {
    return with_visit(page, page.request.query, [&](const VisitChoice& choice) {
        if (is_from_visit_form(page.request.query)) return http::see_other(choice.path());
        return parts_step(page, choice);
    });
}

http::Response visit_times(const Page& page) {
    return with_visit(page, page.request.query, [&](const VisitChoice& read) -> http::Response {
        const auto choice = read.closed_up();
        if (choice.parts.empty()) return http::see_other(choice.path());
        if (is_from_visit_form(page.request.query)) return http::see_other(choice.times_path());
        if (auto refused = refuse_places(page, choice)) return *std::move(refused);
        return choice.start.empty() ? time_step(page, choice) : details_step(page, choice);
    });
}

// Keeps the chosen times, where the business wants it, and goes on to the details, in any case but that one is gone.
const FormHandler<Page> keep_visit(without_keeping, [](const Page& page) -> http::Response {
    return with_visit(page, page.request.form, [&](const VisitChoice& read) -> http::Response {
        const auto choice = read.closed_up();
        if (choice.start.empty() || !keeps_times(page) || must_sign_in(page, services_of(page, choice)))
            return http::see_other(choice.times_path());
        auto visitor = visitor_of(page);
        if (visitor.empty()) visitor = base::new_token();
        const auto held = keep(page, choice, visitor);
        if (!held && is_time_gone(held.error()))
            return time_step(page, choice.on(page.zone().day(choice.start.front().at)), sentence(page, held.error()),
                             409);
        if (!held) give_back(page);
        auto response = http::see_other(choice.times_path());
        response.set("Cache-Control", "no-store");
        if (held) set_visitor(response, page, visitor, held->size());
        return response;
    });
});

const FormHandler<Page> create_visit(details_again, [](const Page& page) -> http::Response {
    return with_details(page, [&](Details details, std::optional<std::vector<Wish>> wishes) {
        if (!wishes) return details_page(page, details);
        if (auto asked = show_for_others(page, details, *wishes)) return *std::move(asked);
        const auto confirmed = [&] { return confirm(page, details.filler, *wishes, details.typed); };
        const auto token = details.filler.visitor
                               ? confirmed()
                               : book_as_guest({page.environment.database, page.environment.clock, page.business(),
                                                wishes->front().details.email, client_of(page.request)},
                                               confirmed);
        if (!token) return refuse(page, token.error(), std::move(details));
        auto response = http::see_other(fmt::format("{}/bookings/{}?new=1", home_path(page), *token));
        response.set("Cache-Control", "no-store");
        response.set("Referrer-Policy", "no-referrer");
        keep_key(response, page, details.typed.key, "/visit");
        return response;
    });
});

}  // namespace booking_page
