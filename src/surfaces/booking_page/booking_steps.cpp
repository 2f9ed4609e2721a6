// The steps of a booking: provider, time, details, and the confirmation that takes the time.
#include "base/typed.h"
#include "booking_page/booking_form.h"
#include "booking_page/booking_public.h"
#include "booking_page/confirming.h"
#include "booking_page/details_form.h"
#include "booking_page/extra_fields.h"
#include "booking_page/keeping.h"
#include "booking_page/offered.h"
#include "booking_page/shared.h"
#include "booking_page/start_link.h"
#include "booking_page/time_step.h"
#include "booking_page/visit_choice.h"
#include "bookings/guest.h"
#include "bookings/words.h"
#include "i18n/names.h"
#include "pages/brand.h"
#include "pages/page.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using businesses::FieldRule;
using catalog::Service;

constexpr std::size_t kNearest = 6;

// What the visitor holds already counts as free for them.
Wanted wanted(const Page& page, const Choice& choice) {
    const auto held = hold_of(page);
    return {.service_id = choice.service_id,
            .provider_id = choice.provider_id,
            .location_id = choice.location_id,
            .customer = choice.customer,
            .add_ons = choice.add_ons,
            .held = held ? std::optional(held->id) : std::nullopt};
}

enum class Step { extras, location, provider, time, details };

void add_step(html::Values& steps, std::string_view name, bool now, const std::string& back) {
    auto& step = steps.add("STEP");
    step.set("STEP_NAME", name);
    step.show_if(now, "STEP_NOW").show_if(!back.empty(), "STEP_DONE");
    if (back.empty())
        step.show("STEP_PLAIN").set("STEP_NAME", name);
    else
        step.add("STEP_LINK").set("STEP_URL", back).set("STEP_NAME", name);
}

std::string provider_name(const Page& page, const Choice& choice) {
    const auto* provider = choice.taker() ? page.snapshot->provider(*choice.taker()) : nullptr;
    if (provider) return provider->name;
    return choice.any ? i18n::words(page.language, "Anyone who is free") : i18n::words(page.language, "With whom");
}

std::string extras_name(const Page& page, const Choice& choice) {
    const auto n = static_cast<std::int64_t>(choice.add_ons.size());
    if (!choice.asked_extras) return i18n::words(page.language, "Extras");
    return n == 0 ? i18n::words(page.language, "No extras") : i18n::count(page.language, "{n} extra", "{n} extras", n);
}

// "Step 3 of 4", of those that were added.
void count_steps(html::Values& steps, const Page& page, const Choice& choice, Step now) {
    // The service was the first; time and details are the last.
    const std::pair<Step, bool> between[] = {
        {Step::extras, choice.has_extras}, {Step::location, choice.has_places}, {Step::provider, !choice.only_one}};
    int all = 3, at = 2;
    for (const auto& [step, is_there] : between) {
        if (!is_there) continue;
        ++all;
        if (step < now) ++at;
    }
    if (now == Step::details) at = all;
    steps.set("STEP_COUNT",
              i18n::words(page.language, "Step {n} of {all}",
                          {{"n", i18n::number(page.language, at)}, {"all", i18n::number(page.language, all)}}));
}

void include_steps(html::Values& values, const Page& page, const Service& service, const Choice& choice, Step now) {
    html::Values steps;
    const auto name = fmt::format("{}, {}", page.text(service.name), length_of(page, service, choice.taker()));
    add_step(steps, name, false, home_path(page));
    if (choice.has_extras)
        add_step(steps, extras_name(page, choice), now == Step::extras,
                 now == Step::extras ? "" : choice.extras_path());
    if (choice.has_places) {
        const auto* location = page.snapshot->location(choice.location_id);
        add_step(steps, location ? location->name : i18n::words(page.language, "Where"), now == Step::location,
                 now <= Step::location ? "" : choice.anywhere().path());
    }
    if (!choice.only_one)
        add_step(steps, provider_name(page, choice), now == Step::provider,
                 now <= Step::provider ? ""
                 : choice.location_id  ? choice.at_location(*choice.location_id).path()
                                       : choice.anywhere().path());
    auto time = i18n::words(page.language, "Day and time");
    if (now == Step::details && choice.start) time = moment(page, choice.start->at);
    const auto back = choice.start ? choice.on(page.zone().day(choice.start->at)).path() : choice.without_time().path();
    add_step(steps, time, now == Step::time, now == Step::details ? back : "");
    add_step(steps, i18n::words(page.language, "Your details"), now == Step::details, "");
    count_steps(steps, page, choice, now);
    values.include("STEPS", "booking_page/steps", std::move(steps));
}

http::Response extras_step(const Page& page, const Service& service, const Choice& choice) {
    const auto title = i18n::words(page.language, "Anything else?");
    const auto ticked = ticked_extras(page.request.query);
    return render(page, {"booking_page/extras", title, 200, Secrecy::open}, [&](html::Values& values) {
        include_steps(values, page, service, choice, Step::extras);
        values.set("ACTION", home_path(page) + "/book").set("SERVICE_ID", base::to_text(service.id));
        if (!choice.link.empty()) values.add("FORM_LINK").set("FORM_LINK_KEY", choice.link);
        if (choice.for_another) values.add("FORM_FOR").set("FORM_FOR_ID", base::to_text(*choice.customer));
        values.set("MOST", i18n::words(page.language, "{n} at most.",
                                       {{"n", i18n::number(page.language, static_cast<int>(kMostAddOnsChosen))}}));
        const auto offered = page.snapshot->add_ons_of(service);
        values.show_if(offered.size() > kMostAddOnsChosen, "LIMITED");
        for (const auto* add_on : offered) {
            auto& row = values.add("EXTRA").set("EXTRA_ID", base::to_text(add_on->id));
            row.set("EXTRA_NAME", page.text(add_on->name));
            row.set("EXTRA_FACTS", add_on_facts(page, add_on->duration, add_on->price));
            row.show_if(ticked.contains(add_on->id), "EXTRA_ON");
            if (const auto& text = page.text(add_on->description); !text.empty())
                row.add("EXTRA_DESCRIBED")
                    .set("EXTRA_DESCRIPTION", text)
                    .set("EXTRA_LANG", language_of(page, add_on->description));
        }
        values.set("NONE_URL", choice.without_extras().path());
    });
}

http::Response location_step(const Page& page, const Service& service, const Choice& choice) {
    const auto title = i18n::words(page.language, "Where?");
    return render(page, {"booking_page/locations", title, 200, Secrecy::open}, [&](html::Values& values) {
        include_steps(values, page, service, choice, Step::location);
        for (const auto* location : page.snapshot->locations_of(service, page.zone().day(page.now))) {
            auto& row = values.add("LOCATION");
            row.set("LOCATION_URL", choice.at_location(location->id).path());
            row.set("LOCATION_NAME", location->name);
            if (!location->address.empty()) row.add("LOCATION_PLACED").set("LOCATION_ADDRESS", location->address);
        }
    });
}

http::Response provider_step(const Page& page, const Service& service, const Choice& choice) {
    const auto title = i18n::words(page.language, "With whom?");
    return render(page, {"booking_page/providers", title, 200, Secrecy::open}, [&](html::Values& values) {
        include_steps(values, page, service, choice, Step::provider);
        values.set("ANY_URL", choice.with(std::nullopt).path());
        if (const auto more = another_service(page, choice))
            values.add("MORE").set("MORE_URL", more->path).set("MORE_TEXT", more->words);
        const auto today = page.zone().day(page.now);
        for (const auto* provider : choice.location_id
                                        ? page.snapshot->providers_of(service, *choice.location_id, today)
                                        : page.snapshot->providers_of(service)) {
            auto& row = values.add("PROVIDER");
            row.set("PROVIDER_URL", choice.with(provider->id).path());
            row.set("PROVIDER_NAME", provider->name);
            if (const auto* picture = page.snapshot->picture({.provider_id = provider->id}))
                row.add("PROVIDER_PICTURE").set("PROVIDER_PICTURE_URL", picture_path(page.business(), *picture, 160));
            else
                row.add("PROVIDER_LETTERS").set("PROVIDER_INITIALS", i18n::initials(provider->name));
            const auto& job = page.text(provider->title);
            if (!job.empty()) row.add("PROVIDER_TITLED").set("PROVIDER_TITLE", job);
            if (const auto& about = page.text(provider->about); !about.empty())
                row.add("PROVIDER_TOLD")
                    .set("PROVIDER_ABOUT", about)
                    .set("PROVIDER_LANG", language_of(page, provider->about));
        }
    });
}

http::Response refuse_choice(const Page& page, const Error& error, const std::optional<Choice>& choice = {}) {
    const auto way_on = choice ? WayOn{choice->without_time().path(), i18n::words(page.language, "See the free times")}
                               : start_again(page);
    return explain(page, http::status_of(error.fault), sentence(page, error), way_on);
}

http::Response refuse_unread(const Page& page, const Error& error, const std::string& root) {
    return explain(page, http::status_of(error.fault), sentence(page, error),
                   WayOn{root, i18n::words(page.language, "See the free times")});
}

http::Response time_step(const Page& page, const Service& service, const Choice& choice, const std::string& notice = {},
                         int status = 200) {
    auto times = ask_times(page, service, wanted(page, choice), choice);
    if (!times) return refuse_choice(page, times.error(), choice);
    if (keeps_times(page)) times->keep_token = form_token(page);
    const auto title = i18n::words(page.language, "When suits you?");
    return render(page, {"booking_page/times", title, status, Secrecy::open}, [&](html::Values& values) {
        include_steps(values, page, service, choice, Step::time);
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        include_calendar(values, page, service, choice, *times);
    });
}

Stamp times_stamp(const Page& page, const Choice& choice) {
    const auto asked = wanted(page, choice);
    const auto taken = page.environment.database.read(
        [&](db::Session& session) { return page.environment.free_times.stamp(session, *page.snapshot, asked); });
    return {page.business().version, taken, slice_of(page.now)};
}

struct Details {
    const Service& service;
    const Choice& choice;
    Filler filler;
    Typed typed;
    std::string notice{};
    std::optional<std::vector<FreeStart>> nearest{};  // when the chosen time cannot be had
    int status = 200;
};

DetailsForm form_of(const Details& details) { return {details.filler, details.typed, details.choice.path()}; }

void fill_hidden(html::Values& values, const Page& page, const Details& details) {
    const auto& choice = details.choice;
    values.set("ACTION", home_path(page) + "/bookings");
    values.set("TOKEN", form_token(page));
    values.set("KEY", details.typed.key);
    include_choice(values, choice);
    values.set("SHOWN_IN", shown_in(page, details.typed)).set("VISITOR_ZONE", details.typed.visitor_zone);
    if (!details.nearest) {
        values.add("FIXED").set("START", to_text(*choice.start));
        return;
    }
    auto& choices = values.add("CHOICES");
    choices.set("GONE", choice.start ? to_text(*choice.start) : std::string());
    include_nearest(choices, page, details.service, *details.nearest);
}

// "Mon 30 November 14:30"
std::string short_moment(const Page& page, Instant at) {
    return i18n::words(page.language, "{day} {time}",
                       {{"day", i18n::short_date(page.language, page.zone().day(at))},
                        {"time", i18n::time_of_day(page.language, page.zone().wall(at))}});
}

std::vector<std::string> extra_lines(const Page& page, const Choice& choice) {
    std::vector<std::string> out;
    for (const auto& add_on : page.snapshot->add_ons)
        if (std::ranges::find(choice.add_ons, add_on.id) != choice.add_ons.end())
            out.push_back(page.text(add_on.name) + ", " + add_on_facts(page, add_on.duration, add_on.price));
    return out;
}

void fill_summary(html::Values& values, const Page& page, const Details& details) {
    const auto& service = details.service;
    values.set("SUMMARY_TITLE", page.text(service.name));
    values.set("CONFIRM", service.needs_approval ? i18n::words(page.language, "Ask for this time")
                                                 : i18n::words(page.language, "Confirm the booking"));
    if (service.needs_approval)
        values.add("PENDING").set("PENDING_TEXT", i18n::words(page.language, "{name} will look at it and let you know.",
                                                              {{"name", page.name()}}));
    values.set("BAR_PRICE", price_of(page, service, details.choice.taker()));
    values.set("BAR_TIME", details.choice.start && !details.nearest ? short_moment(page, details.choice.start->at)
                                                                    : i18n::words(page.language, "No time chosen yet"));
    values.set("KEPT_FOR", page.business().slug);
    const auto& start = details.choice.start;
    const auto back =
        start ? details.choice.on(page.zone().day(start->at)).path() : details.choice.without_time().path();
    values.set("BACK_URL", details.nearest ? details.choice.without_time().path() : back);
    const auto choice = details.nearest ? details.choice.without_time() : details.choice;
    if (const auto held = details.nearest ? std::nullopt : hold_of(page); held && is_for(*held, choice))
        values.add("KEPT").set("KEPT_TEXT", kept_text(page, *held));
    if (choice.start)
        for (const auto* each : by_place<DetailsWay>(page))
            if (const auto way = each->way(page, choice))
                values.add("AGAIN").set("AGAIN_URL", way->path).set("AGAIN_TEXT", way->words);
    const auto taker = choice.taker();
    const auto* provider = taker ? page.snapshot->provider(*taker) : nullptr;
    include_facts(values, page,
                  {choice.start ? std::optional(span_of(service, choice.start->at, choice.taker())) : std::nullopt,
                   provider ? provider->name : provider_name(page, choice),
                   place(*page.snapshot, &service, provider, choice.place()), "", !service.meeting_url.empty(),
                   price_of(page, service, taker), details.typed.visitor_zone, page.snapshot->location(choice.place()),
                   extra_lines(page, choice)});
}

http::Response details_page(const Page& page, const Details& details) {
    const auto title = i18n::words(page.language, "Your details");
    const Frame frame{"booking_page/details", title, details.status, Secrecy::personal, details.choice.path()};
    return render(page, frame, [&](html::Values& values) {
        const auto form = form_of(details);
        const auto all = detail_fields(page, form);
        const auto& errors = details.typed.errors;
        const auto focus = details.nearest || errors.empty() ? std::string() : errors.front().field;
        // A time that cannot be had is nowhere told as chosen.
        include_steps(values, page, details.service, details.nearest ? details.choice.without_time() : details.choice,
                      Step::details);
        if (!details.notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", details.notice);
        fill_wrong(values, page, details.typed, all);
        fill_hidden(values, page, details);
        include_person(values, page, form);
        include_fields(values, "FIELDS", page, kCustomersLook, all, errors, focus);
        const auto asked = catalog::fields_of(page.snapshot->extra_fields, details.service.id);
        include_extra_fields(values, page, asked, details.typed, focus);
        const bool has_files = std::ranges::any_of(
            asked, [](const auto* field) { return field->kind == catalog::ExtraField::Kind::file; });
        values.show_if(has_files, "WITH_FILES");
        const bool is_chosen = details.choice.start && !details.nearest;
        include_policy(values, page, details.service,
                       is_chosen ? std::optional(details.choice.start->at) : std::nullopt);
        include_consent(values, page, form, focus);
        fill_summary(values, page, details);
    });
}

// Instead of the form, where only customers with a login may book; the chosen time waits in the address.
http::Response sign_in_first(const Page& page, const Service& service, const Choice& choice, int status) {
    const auto title = i18n::words(page.language, "Sign in to book");
    const Frame frame{"booking_page/sign_in_first", title, status, Secrecy::personal, choice.path()};
    return render(page, frame, [&](html::Values& values) {
        include_steps(values, page, service, choice, Step::details);
        values.set("HEADING", title);
        values.set("SIGN_IN_TEXT", i18n::words(page.language, "{name} takes bookings from customers who are signed in.",
                                               {{"name", page.name()}}));
        values.set("SIGN_IN_HERE_URL", back_here(page, "sign-in", choice.path()));
        values.set("REGISTER_URL", back_here(page, "register", choice.path()));
        values.set("SUMMARY_TITLE", page.text(service.name));
        if (choice.start)
            values.add("CHOSEN").set("CHOSEN_TEXT", when(page, span_of(service, choice.start->at, choice.taker())));
        values.set("BACK_URL",
                   choice.start ? choice.on(page.zone().day(choice.start->at)).path() : choice.without_time().path());
    });
}

// Who takes that start; nullopt when it is not free.
std::optional<FreeStart> find_free(const Page& page, const Choice& choice) {
    auto asked = wanted(page, choice);
    asked.provider_id = choice.taker();
    const auto day = page.zone().day(choice.start->at);
    const auto free = page.environment.database.read([&](db::Session& session) {
        return page.environment.free_times.list(session, *page.snapshot, asked, day, day, page.now);
    });
    const auto found = std::ranges::find(free, choice.start->at, &FreeStart::start);
    return found == free.end() ? std::nullopt : std::optional(*found);
}

http::Response details_step(const Page& page, const Service& service, const Choice& choice) {
    const auto free = find_free(page, choice);
    if (!free)
        if (const auto path = booked_by(page, choice.service_id, choice.start->at, page.request.cookie(kSentCookie)))
            return booked_already(page, page.text(service.name), span_of(service, choice.start->at, choice.taker()),
                                  choice.path(), *path);
    if (!free)
        return time_step(page, service, choice.on(page.zone().day(choice.start->at)),
                         i18n::message(page.language, "booking.time_taken"), 409);
    const auto chosen = choice.at(*free);
    if (must_sign_in(page, service)) return sign_in_first(page, service, chosen, 200);
    const auto filler = filler_of(page);
    auto typed = new_form(page, filler);
    if (chosen.for_another) typed.customer = base::to_text(*chosen.customer);
    return details_page(page, {service, chosen, filler, std::move(typed)});
}

// The nearest to a wish that may lie anywhere in time, seen from where bookings are possible.
std::vector<FreeStart> nearest_to(const Page& page, const Service& service, const Choice& choice) {
    const auto latest = page.now + service.booking_horizon;
    const auto wish = std::clamp(choice.start ? choice.start->at : page.now, page.now, Instant{latest});
    const auto asked = wanted(page, choice);
    return page.environment.database.read([&](db::Session& session) {
        return page.environment.free_times.nearest(session, *page.snapshot, asked, wish, kNearest, page.now);
    });
}

// A form that was sent before with something else: sent again it is a booking of its own.
http::Response refuse_repetition(const Page& page, Details details) {
    details.typed.key = base::new_token();
    details.notice =
        i18n::words(page.language, "This form was already sent. Confirm once more if you want another booking.");
    details.status = 422;
    return details_page(page, details);
}

http::Response refuse(const Page& page, const Error& error, Details details) {
    const auto& start = details.choice.start;
    if (start && (error.code == "idempotency.mismatch" || is_time_gone(error)))
        if (const auto path = booked_by(page, details.choice.service_id, start->at, details.typed.key))
            return booked_already(page, page.text(details.service.name),
                                  span_of(details.service, start->at, details.choice.taker()), details.choice.path(),
                                  *path);
    if (error.code == "idempotency.mismatch") return refuse_repetition(page, std::move(details));
    if (error.fault == Fault::not_found) return refuse_choice(page, error);
    if (error.code == "booking.sign_in_needed") return sign_in_first(page, details.service, details.choice, 403);
    details.notice = sentence(page, error);
    details.status = http::status_of(error.fault);
    if (error.code == "form.invalid") {
        details.notice.clear();
        details.typed.errors = error.fields;
        return details_page(page, details);
    }
    if (error.code == "booking.too_many_open" && !details.filler.visitor && has_logins(page))
        details.notice += " " + i18n::words(page.language, "Appointments that you book while signed in count apart.");
    if (error.code == "booking.zone_changed") details.typed.shown_in.clear();
    // Another time would not help.
    if (error.fault == Fault::too_many || error.code == "booking.name_differs") return details_page(page, details);
    details.nearest = nearest_to(page, details.service, details.choice);
    return details_page(page, details);
}

// What was shown is for one person of the account, and it is booked for another with whom another length or price was
// agreed: that is shown first, and booked when it is confirmed.
std::optional<http::Response> show_for_another(const Page& page, const Service& usual, const Details& shown,
                                               const Wish& wish) {
    if (!wish.customer || wish.customer == shown.choice.customer) return std::nullopt;
    const auto offered = offer_to(page, usual, *wish.customer);
    const auto wished = page.snapshot->wished(*offered.service, shown.choice.add_ons);
    if (!wished) return refuse_choice(page, wished.error(), shown.choice);
    const auto& service = wished->service;
    const auto taker = shown.choice.taker();
    if (is_alike(page, service, shown.service, taker)) return std::nullopt;
    auto choice = shown.choice;
    offered.put_into(choice);
    Details details{service, choice, shown.filler, shown.typed};
    details.notice = i18n::words(page.language, "For {name}: {length}, {price}. Look at it once more, then confirm.",
                                 {{"name", wish.details.name},
                                  {"length", length_of(page, service, taker)},
                                  {"price", price_of(page, service, taker)}});
    details.status = 409;
    if (!find_free(page, choice)) details.nearest = nearest_to(page, service, choice);
    return details_page(page, details);
}

// The radio buttons of another time were shown and none was chosen: `gone` says near which.
bool without_start(Choice& choice, const http::Form& form) {
    if (choice.start) return false;
    choice.start = parse_start(form.get("gone"));
    return true;
}

// With what the form says was chosen: the service as the business offers it and as it is offered to who is signed in,
// and the choice. Where that cannot be had the answer says why not.
http::Response with_choice(
    const Page& page, const http::Form& form,
    const std::function<http::Response(const Service& usual, const Service& service, Choice choice)>& body) {
    const auto usual = read_service(form, *page.snapshot);
    if (!usual) return refuse_choice(page, usual.error());
    const auto root = root_of(home_path(page), **usual);
    auto choice = read_choice(form, *page.snapshot, **usual, root, page.zone().day(page.now));
    if (!choice) return refuse_unread(page, choice.error(), root);
    const auto offered = offer_to(page, **usual, form);
    offered.put_into(*choice);
    const auto wished = page.snapshot->wished(*offered.service, choice->add_ons);
    if (!wished) return refuse_choice(page, wished.error(), *choice);
    return body(**usual, wished->service, *std::move(choice));
}

http::Response without_keeping(const Page& page, const Wrong&) {
    return with_choice(page, page.request.form, [](const Service&, const Service&, const Choice& choice) {
        return http::see_other(choice.path());
    });
}

// With what the form of the details says, and the wish that follows from it, where nothing in it is wrong.
http::Response with_details(
    const Page& page, const std::function<http::Response(const Service& usual, Details, std::optional<Wish>)>& body) {
    auto sent = read_sent(page.request);
    if (!sent) return refuse_choice(page, base::invalid("form.expired").error());
    return with_choice(page, sent->form, [&](const Service& usual, const Service& service, Choice choice) {
        if (!choice.has_place()) return refuse_choice(page, base::not_found("location.not_offered").error());
        if (!choice.has_provider()) choice.any = true;
        const bool no_start = without_start(choice, sent->form);
        if (must_sign_in(page, service)) return sign_in_first(page, service, choice, 403);

        Details details{service, choice, filler_of(page), read_form(sent->form)};
        details.typed.answers.files = std::move(sent->files);
        if (no_start) details.typed.errors.push_back({"start", "field.choose_time", {}});
        if (no_start) details.nearest = nearest_to(page, service, choice);
        auto wish = read_wish(details.typed, page, details.filler, choice);
        details.status = 422;
        return body(usual, std::move(details), std::move(wish));
    });
}

http::Response details_again(const Page& page, const Wrong& wrong) {
    return with_details(page, [&](const Service&, Details details, const std::optional<Wish>&) {
        details.notice = wrong.notice;
        return details_page(page, details);
    });
}

}  // namespace

http::Response choose(const Page& page) {
    const auto service = read_service(page.request.query, *page.snapshot);
    if (!service) return refuse_choice(page, service.error());
    const auto root = root_of(home_path(page), **service);
    auto choice = read_choice(page.request.query, *page.snapshot, **service, root, page.zone().day(page.now));
    if (!choice) return refuse_unread(page, choice.error(), root);
    const auto offered = offer_to(page, **service, page.request.query);
    offered.put_into(*choice);
    if (is_from_form(page.request.query)) return http::see_other(choice->path());
    if (!choice->has_chosen_extras() && !choice->start) return extras_step(page, *offered.service, *choice);
    const auto wished = page.snapshot->wished(*offered.service, choice->add_ons);
    if (!wished) return refuse_choice(page, wished.error());
    const auto& shown = wished->service;
    // Where the service can be had changes with the days, as the times do.
    if (!choice->has_place())
        return kept(page, choice->without_time().path(), {page.business().version, 0, slice_of(page.now)},
                    [&](const Page& bare) { return location_step(bare, shown, choice->without_time()); });
    if (choice->start && !choice->has_provider()) choice->any = true;
    if (choice->start) return details_step(page, shown, *choice);
    if (!choice->has_provider())
        return kept(page, choice->path(), {page.business().version, 0, choice->location_id ? slice_of(page.now) : 0},
                    [&](const Page& bare) { return provider_step(bare, shown, *choice); });
    if (hold_of(page)) return time_step(page, shown, *choice);
    return kept(page, choice->path(), times_stamp(page, *choice),
                [&](const Page& bare) { return time_step(bare, shown, *choice); });
}

// Keeps the chosen time, where the business wants it, and goes on to the details, in any case but that the time is
// gone.
const FormHandler<Page> keep_time(without_keeping, [](const Page& page) -> http::Response {
    return with_choice(page, page.request.form, [&](const Service&, const Service& service, Choice choice) {
        const bool is_complete = choice.start && choice.has_place();
        if (!is_complete || !keeps_times(page) || must_sign_in(page, service)) return http::see_other(choice.path());
        if (!choice.has_provider()) choice.any = true;

        auto visitor = visitor_of(page);
        if (visitor.empty()) visitor = base::new_token();
        const auto held = keep(page, choice, visitor);
        if (!held && is_time_gone(held.error()))
            return time_step(page, service, choice.on(page.zone().day(choice.start->at)), sentence(page, held.error()),
                             409);
        if (!held) give_back(page);
        auto response = http::see_other(held ? choice.at({held->time.begin, held->provider_id}).path() : choice.path());
        response.set("Cache-Control", "no-store");
        if (held) set_visitor(response, page, visitor);
        return response;
    });
});

const FormHandler<Page> create(details_again, [](const Page& page) -> http::Response {
    return with_details(page, [&](const Service& usual, Details details, std::optional<Wish> wish) {
        if (!wish) return details_page(page, details);
        if (auto asked = show_for_another(page, usual, details, *wish)) return *std::move(asked);

        wish->visitor = visitor_of(page);
        const auto confirmed = [&] { return confirm(page, details.filler, {*wish}, details.typed); };
        const auto token = details.filler.visitor
                               ? confirmed()
                               : book_as_guest({page.environment.database, page.environment.clock, page.business(),
                                                wish->details.email, client_of(page.request)},
                                               confirmed);
        if (!token) return refuse(page, token.error(), std::move(details));
        auto response = http::see_other(fmt::format("{}/bookings/{}?new=1", home_path(page), *token));
        response.set("Cache-Control", "no-store");
        response.set("Referrer-Policy", "no-referrer");
        keep_key(response, page, details.typed.key, "/book");
        return response;
    });
});

}  // namespace booking_page
