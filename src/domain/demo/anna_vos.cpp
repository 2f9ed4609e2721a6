#include "demo/shop.h"

namespace demo {
namespace {

using namespace std::chrono_literals;
using businesses::Text;
using std::chrono::days;

constexpr std::string_view kSlug = "anna-vos-coaching";

BusinessId add_business(db::Tx& tx, const Clock& clock) {
    businesses::Business vos;
    vos.slug = kSlug;
    vos.name = {"Anna Vos Coaching", {}};
    vos.tagline = {"Online coaching voor werk, keuzes en rust.",
                   {{"en", "Online coaching for work, choices and calm."}}};
    vos.phone = "+31610000200";
    vos.email = "anna@anna-vos.example.org";
    vos.country = "NL";
    vos.zone = Zone::find("Europe/Amsterdam").value();
    vos.currency = "EUR";
    vos.languages = {"nl", "en"};
    vos.accent_colour = "#6d28d9";
    vos.listed = true;
    vos.privacy_url = "https://anna-vos.example.org/privacy";
    vos.cancellation_policy = {
        "Verzetten of annuleren kan kosteloos tot 48 uur voor het gesprek. Daarna breng ik het volle tarief in "
        "rekening.",
        {{"en",
          "You can reschedule or cancel free of charge until 48 hours before. After that the full fee applies."}}};
    vos.reschedule = {businesses::Rule::before, 48h};
    vos.cancel = {businesses::Rule::before, 48h};
    return businesses::create(tx, clock, vos).value();
}

// Where she walks; what she does online is at neither.
std::vector<LocationId> add_parks(db::Tx& tx, BusinessId id) {
    const auto park = staff::add_location(tx, id, {{}, "Vondelpark", "Stadhouderskade, Amsterdam", 1});
    const auto forest = staff::add_location(tx, id, {{}, "Amsterdamse Bos", "Bosbaanweg 5, Amstelveen", 2});
    staff::set_travel_time(tx, id, park, forest, 40min).value();
    return {park, forest};
}

// In the forest on every other Saturday.
WeeklyHours saturdays_in_the_forest(LocationId forest, Day today) {
    WeeklyHours out{6, from_to(10, 0, 14, 0)};
    out.hours.location = forest;
    out.every_weeks = 2;
    out.monday = next(1, today + days{5});
    out.valid_from = today - days{365};
    out.valid_to = today + days{700};
    return out;
}

ProviderId add_anna(db::Tx& tx, BusinessId id, Day today, LocationId forest) {
    const auto anna = staff::add_provider(
        tx, id, {{}, "Anna Vos", {"Loopbaancoach", {{"en", "Career coach"}}}, std::nullopt, true, 1},
        businesses::Role::owner, "anna@anna-vos.example.org");
    staff::set_weekly_hours(tx, id, anna,
                            on({1}, from_to(9, 0, 17, 0)) + on({2, 4}, from_to(13, 0, 17, 0)) +
                                on({2, 4}, from_to(18, 30, 21, 30)) + on({3}, from_to(9, 0, 13, 0)) +
                                on({5}, from_to(9, 0, 15, 0)) + std::vector{saturdays_in_the_forest(forest, today)},
                            on({1, 5}, from_to(12, 0, 13, 0)) + on({1}, from_to(15, 0, 15, 15)))
        .value();
    close_every_year(tx, id, today, 8, 1, 16, "Zomervakantie");
    close_every_year(tx, id, today, 12, 25, 2, "Kerst");
    close_every_year(tx, id, today, 1, 1, 1, "Nieuwjaarsdag");
    staff::add_days_off(tx, id, anna, {next(1, today + days{14}), next(2, today + days{15})}, "Intervisie").value();
    staff::set_special_day(tx, id, anna, {next(6, today + days{9}), {from_to(10, 0, 14, 0)}}).value();
    return anna;
}

void add_services(db::Tx& tx, BusinessId id, ProviderId anna, const std::vector<LocationId>& parks) {
    const auto first = catalog::add_category(tx, id, {{}, {"Kennismaken", {{"en", "Getting to know each other"}}}, 1});
    const auto coaching = catalog::add_category(tx, id, {{}, {"Coaching", {{"en", "Coaching"}}}, 2});
    int position = 0;
    const auto add = [&](CategoryId category, Text name, Text description, Minutes duration, std::int64_t euros,
                         std::string url, std::vector<LocationId> locations = {}) {
        catalog::Service out;
        out.category_id = category;
        out.name = std::move(name);
        out.description = std::move(description);
        out.duration = duration;
        out.buffer_after = 15min;
        out.minimum_notice = 48h;
        out.slot_interval = 30min;
        out.price.amount = euros * 100;
        out.meeting_url = std::move(url);
        out.providers = {anna};
        out.locations = std::move(locations);
        out.position = ++position;
        catalog::add_service(tx, id, out);
    };
    add(first, {"Kennismakingsgesprek", {{"en", "Introductory call"}}},
        {"Vrijblijvend, per video.", {{"en", "No strings attached, by video."}}}, 30min, 0,
        "https://meet.example.com/anna-vos/intro");
    add(coaching, {"Loopbaancoaching", {{"en", "Career coaching"}}},
        {"Eén gesprek over je volgende stap.", {{"en", "One conversation about your next step."}}}, 60min, 95,
        "https://meet.example.com/anna-vos/loopbaan");
    add(coaching, {"Leiderschapscoaching", {{"en", "Leadership coaching"}}},
        {"Voor wie een team leidt of gaat leiden.", {{"en", "For those who lead a team or soon will."}}}, 75min, 125,
        "https://meet.example.com/anna-vos/leiderschap");
    add(coaching, {"Burn-outbegeleiding", {{"en", "Burn-out support"}}},
        {"Rustig terug naar wat energie geeft.", {{"en", "Calmly back to what gives energy."}}}, 90min, 135,
        "https://meet.example.com/anna-vos/burn-out");
    add(coaching, {"Wandelcoaching", {{"en", "Walking coaching"}}},
        {"Een gesprek in beweging, buiten.", {{"en", "A conversation on the move, outdoors."}}}, 60min, 105, "", parks);
}

BusinessId open(db::Tx& tx, const Clock& clock, Day today) {
    const auto id = add_business(tx, clock);
    set_logo(tx, id, kSlug);
    const auto parks = add_parks(tx, id);
    add_services(tx, id, add_anna(tx, id, today, parks.back()), parks);
    set_pictures(tx, clock, id, kSlug);
    return id;
}

}  // namespace

Shop anna_vos() {
    return {
        .slug = std::string(kSlug),
        .seed = 22,
        .people = {.names = {"Sanne",  "Lotte",  "Eva",    "Julia", "Fleur", "Iris",     "Femke", "Maaike", "Noor",
                             "Saskia", "Esther", "Yasmin", "Daan",  "Sem",   "Lucas",    "Bram",  "Thijs",  "Jeroen",
                             "Pieter", "Ruben",  "Mees",   "Stijn", "Koen",  "Mohammed", "René",  "Zoë"},
                   .surnames = {"de Jong", "Jansen", "de Vries", "van den Berg", "Bakker",      "van Dijk",
                                "Visser",  "Smit",   "Meijer",   "de Boer",      "Mulder",      "de Groot",
                                "Bos",     "Vos",    "Peters",   "Hendriks",     "van Leeuwen", "Dekker",
                                "Brouwer", "de Wit", "Dijkstra", "Kok",          "El Amrani"},
                   .phone_prefix = "+316100",
                   .phone_digits = 5,
                   .languages = {"nl", "en"},
                   .zone = "Europe/Amsterdam",
                   .notes = {"Ik bel in vanaf mijn telefoon.", "Graag in het Engels.",
                             "Ik stuur vooraf nog een paar vragen.", "Liefst zonder camera."},
                   .count = 110},
        .fullness = 0.62,
        .weekdays = {1.1, 1.1, 0.9, 1.1, 0.8, 0.9, 1.0},
        .mean_lead_days = 12,
        .open = open};
}

}  // namespace demo
