#include "demo/shop.h"

namespace demo {
namespace {

using namespace std::chrono_literals;
using businesses::Role;
using businesses::Text;
using std::chrono::days;

constexpr std::string_view kSlug = "studio-lind";

BusinessId add_business(db::Tx& tx, const Clock& clock) {
    businesses::Business lind;
    lind.slug = kSlug;
    lind.name = {"Studio Lind", {}};
    lind.tagline = {"Frisører på Grünerløkka – vi tar oss tid til deg.",
                    {{"en", "Hairdressers at Grünerløkka – we take time for you."},
                     {"da", "Frisører på Grünerløkka – vi tager os tid til dig."}}};
    lind.address = "Lindeveien 12, 0557 Oslo";
    lind.phone = "+4740600012";
    lind.email = "hei@studio-lind.example.com";
    lind.country = "NO";
    lind.zone = Zone::find("Europe/Oslo").value();
    lind.currency = "NOK";
    lind.languages = {"nb", "en", "da"};
    lind.accent_colour = "#0f766e";
    lind.listed = true;
    lind.privacy_url = "https://studio-lind.example.com/personvern";
    lind.cancellation_policy = {
        "Du kan endre eller avbestille gratis inntil 24 timer før timen. Senere avbestilling belastes med halv pris.",
        {{"en",
          "You can change or cancel free of charge until 24 hours before. Later cancellations cost half the price."},
         {"da", "Du kan ændre eller aflyse gratis indtil 24 timer før. Senere aflysning koster halv pris."}}};
    return businesses::create(tx, clock, lind).value();
}

struct Team {
    ProviderId ingrid, mira, jonas, sander;
};

Team hire(db::Tx& tx, BusinessId id) {
    const auto location = staff::add_location(tx, id, {{}, "Studio Lind Grünerløkka", "Lindeveien 12, 0557 Oslo", 1});
    const auto add = [&](std::string name, Text title, int position, Role role, std::string_view email) {
        return staff::add_provider(tx, id, {{}, std::move(name), std::move(title), location, true, position}, role,
                                   email);
    };
    return {add("Ingrid Lind", {"Frisørmester", {{"en", "Master stylist"}, {"da", "Frisørmester"}}}, 1, Role::owner,
                "ingrid@studio-lind.example.com"),
            add("Mira Haddad", {"Fargespesialist", {{"en", "Colour specialist"}, {"da", "Farvespecialist"}}}, 2,
                Role::manager, "mira@studio-lind.example.com"),
            add("Jonas Berg", {"Frisør", {{"en", "Stylist"}, {"da", "Frisør"}}}, 3, Role::provider,
                "jonas@studio-lind.example.com"),
            add("Sander Nilsen", {"Barberer", {{"en", "Barber"}, {"da", "Barber"}}}, 4, Role::provider,
                "sander@studio-lind.example.com")};
}

void set_weeks(db::Tx& tx, BusinessId id, const Team& team) {
    const auto week = [&](ProviderId provider, const std::vector<WeeklyHours>& hours,
                          const std::vector<WeeklyHours>& breaks) {
        staff::set_weekly_hours(tx, id, provider, hours, breaks).value();
    };
    week(team.ingrid, on({2, 3, 4, 5}, from_to(9, 0, 17, 0)), on({2, 3, 4, 5}, from_to(12, 0, 12, 45)));
    week(team.mira, on({1, 3, 5}, from_to(9, 0, 17, 0)) + on({2, 4}, from_to(11, 0, 19, 0)),
         on({1, 3, 5}, from_to(10, 30, 10, 45)) + on({1, 3, 5}, from_to(12, 30, 13, 0)) +
             on({1, 3, 5}, from_to(15, 0, 15, 15)) + on({2, 4}, from_to(14, 30, 15, 0)));
    week(team.jonas, on({1, 2, 4, 5}, from_to(10, 0, 18, 0)) + on({6}, from_to(10, 0, 15, 0)),
         on({1, 2, 4, 5}, from_to(13, 0, 13, 30)));
    week(team.sander,
         on({3, 4, 5}, from_to(11, 0, 14, 0)) + on({3, 4, 5}, from_to(15, 0, 20, 0)) + on({6}, from_to(9, 0, 16, 0)),
         on({6}, from_to(12, 0, 12, 30)));
}

void set_exceptions(db::Tx& tx, BusinessId id, const Team& team, Day today) {
    close_every_year(tx, id, today, 7, 8, 12, "Sommerferie");
    close_every_year(tx, id, today, 12, 24, 3, "Jul");
    close_every_year(tx, id, today, 1, 1, 1, "Nyttårsdag");
    close_every_year(tx, id, today, 5, 17, 1, "Grunnlovsdagen");
    const auto off = [&](ProviderId provider, Day first, Day last, std::string_view reason) {
        staff::add_days_off(tx, id, provider, {first, last}, reason).value();
    };
    off(team.ingrid, next(4, today + days{5}), next(4, today + days{5}), "Kurs");
    off(team.jonas, next(1, today + days{20}), next(5, today + days{24}), "Ferie");
    off(team.mira, next(1, today - days{40}), next(5, today - days{36}), "Ferie");
    const auto saturday = next(6, today + days{6});
    staff::set_special_day(tx, id, team.mira, {saturday, {from_to(10, 0, 15, 0)}}).value();
    staff::set_special_day(tx, id, team.ingrid,
                           {next(1, today + days{12}), {from_to(9, 0, 12, 0), from_to(13, 0, 16, 0)}})
        .value();
}

struct Range {
    CategoryId cut, colour, styling, care;
};

Range add_categories(db::Tx& tx, BusinessId id) {
    const auto add = [&](Text name, int position) {
        return catalog::add_category(tx, id, {{}, std::move(name), position});
    };
    return {add({"Klipp", {{"en", "Cuts"}, {"da", "Klip"}}}, 1), add({"Farge", {{"en", "Colour"}, {"da", "Farve"}}}, 2),
            add({"Styling", {{"en", "Styling"}, {"da", "Styling"}}}, 3),
            add({"Pleie", {{"en", "Care"}, {"da", "Pleje"}}}, 4)};
}

void add_services(db::Tx& tx, BusinessId id, const Team& team) {
    const auto range = add_categories(tx, id);
    const auto station = staff::add_resource(tx, id, {{}, "Fargestasjon", staff::Resource::Kind::equipment, 2});
    int position = 0;
    const auto service = [&](CategoryId category, Text name, Text description, Minutes duration, std::int64_t kroner,
                             std::vector<ProviderId> providers) {
        catalog::Service out;
        out.category_id = category;
        out.name = std::move(name);
        out.description = std::move(description);
        out.duration = duration;
        out.minimum_notice = 2h;
        out.price.amount = kroner * 100;
        out.providers = std::move(providers);
        out.position = ++position;
        return out;
    };
    const auto add = [&](const catalog::Service& draft) { catalog::add_service(tx, id, draft); };
    const auto [ingrid, mira, jonas, sander] = team;

    add(service(range.cut, {"Dameklipp", {{"en", "Women's cut"}, {"da", "Dameklip"}}},
                {"Vask, klipp og føn.", {{"en", "Wash, cut and blow-dry."}, {"da", "Vask, klip og føn."}}}, 60min, 890,
                {ingrid, mira, jonas}));
    add(service(range.cut, {"Herreklipp", {{"en", "Men's cut"}, {"da", "Herreklip"}}},
                {"Klipp med maskin og saks, vask hvis du vil.",
                 {{"en", "Clippers and scissors, with a wash if you like."},
                  {"da", "Klip med maskine og saks, vask hvis du vil."}}},
                45min, 690, {ingrid, jonas, sander}));
    add(service(range.cut, {"Barneklipp", {{"en", "Children's cut"}, {"da", "Børneklip"}}},
                {"Til og med 12 år.", {{"en", "Up to 12 years."}, {"da", "Til og med 12 år."}}}, 30min, 450,
                {jonas, sander}));
    add(service(range.cut, {"Skjeggtrim", {{"en", "Beard trim"}, {"da", "Skægtrim"}}},
                {"Med varme håndklær.", {{"en", "With hot towels."}, {"da", "Med varme håndklæder."}}}, 30min, 390,
                {sander}));

    auto full =
        service(range.colour, {"Helfarge", {{"en", "Full colour"}, {"da", "Helfarve"}}},
                {"Farge fra rot til tupp, med føn.",
                 {{"en", "Colour from root to tip, with a blow-dry."}, {"da", "Farve fra rod til spids, med føn."}}},
                120min, 1690, {ingrid, mira});
    full.buffer_after = 15min;
    full.needs = {{station, 1}};
    add(full);
    auto highlights =
        service(range.colour, {"Striper", {{"en", "Highlights"}, {"da", "Striber"}}},
                {"Folie i hele håret, toning og føn.",
                 {{"en", "Foils all over, toning and a blow-dry."}, {"da", "Folie i hele håret, toning og føn."}}},
                150min, 2290, {mira});
    highlights.buffer_after = 15min;
    highlights.needs = {{station, 1}};
    highlights.slot_interval = 30min;
    add(highlights);

    add(service(range.styling, {"Føn og styling", {{"en", "Blow-dry and styling"}, {"da", "Føn og styling"}}},
                {"Klar for fest.", {{"en", "Ready for the party."}, {"da", "Klar til fest."}}}, 45min, 590,
                {ingrid, mira, jonas}));
    auto bride = service(range.styling, {"Brudestyling", {{"en", "Bridal styling"}, {"da", "Brudestyling"}}},
                         {"Vi bekrefter timen når vi har snakket sammen.",
                          {{"en", "We confirm the appointment once we have talked."},
                           {"da", "Vi bekræfter tiden, når vi har talt sammen."}}},
                         90min, 2490, {ingrid, mira});
    bride.needs_approval = true;
    bride.minimum_notice = 48h;
    bride.slot_interval = 30min;
    add(bride);

    add(service(range.care, {"Kurbehandling", {{"en", "Hair treatment"}, {"da", "Hårkur"}}},
                {"Fukt og glans for slitt hår.",
                 {{"en", "Moisture and shine for tired hair."}, {"da", "Fugt og glans til slidt hår."}}},
                30min, 490, {ingrid, mira, jonas}));
}

// Of what is coloured: the services at 5 and 6.
void add_extras(db::Tx& tx, const Clock& clock, BusinessId id) {
    const std::vector<int> colour{5, 6};
    add_extra(tx, clock, id, {"Glansbehandling", {{"en", "Gloss treatment"}, {"da", "Glansbehandling"}}}, 15min, 29000,
              colour);
    add_extra(tx, clock, id, {"Hodebunnsmassasje", {{"en", "Scalp massage"}, {"da", "Hovedbundsmassage"}}}, 10min,
              19000, colour);
    catalog::ExtraField reacted;
    reacted.key = "reacted";
    reacted.kind = catalog::ExtraField::Kind::yes_no;
    reacted.label = {"Har du reagert på hårfarge før?",
                     {{"en", "Have you reacted to hair colour before?"}, {"da", "Har du reageret på hårfarve før?"}}};
    const auto before = ask(tx, clock, id, reacted, colour);
    catalog::ExtraField how;
    how.key = "how";
    how.kind = catalog::ExtraField::Kind::text;
    how.label = {"Hva skjedde?", {{"en", "What happened?"}, {"da", "Hvad skete der?"}}};
    how.condition = {before, "yes"};
    ask(tx, clock, id, how, colour);
    catalog::ExtraField picture;
    picture.key = "picture";
    picture.kind = catalog::ExtraField::Kind::file;
    picture.label = {"Bilde av håret ditt i dag",
                     {{"en", "A picture of your hair today"}, {"da", "Billede af dit hår i dag"}}};
    picture.help = {
        "Så vet vi hvor mye tid vi trenger.",
        {{"en", "So that we know how much time we need."}, {"da", "Så ved vi, hvor lang tid vi skal bruge."}}};
    ask(tx, clock, id, picture, colour);
}

BusinessId open(db::Tx& tx, const Clock& clock, Day today) {
    const auto id = add_business(tx, clock);
    set_logo(tx, id, kSlug);
    const auto team = hire(tx, id);
    set_weeks(tx, id, team);
    set_exceptions(tx, id, team, today);
    add_services(tx, id, team);
    add_extras(tx, clock, id);
    set_pictures(tx, clock, id, kSlug);
    return id;
}

}  // namespace

// Ingrid goes home at five, and on Mondays she is not there at all.
std::vector<waiting::Wish> waits(const bookings::Snapshot& snapshot, Day today) {
    const auto services = snapshot.bookable_services();
    const auto ingrid = snapshot.providers.front().id;
    const auto wish = [&](std::size_t service, int length, int weekdays, int parts) {
        return waiting::Wish{.service = services.at(service)->id,
                             .provider = ingrid,
                             .first_day = today + days{1},
                             .last_day = today + days{length},
                             .weekdays = weekdays,
                             .parts = parts};
    };
    return {wish(0, 21, waiting::kAllWeekdays, waiting::kEvening), wish(0, 14, 1, waiting::kAllParts),
            wish(1, 30, waiting::kAllWeekdays, waiting::kEvening)};
}

Shop studio_lind() {
    return {
        .slug = std::string(kSlug),
        .seed = 11,
        .people = {.names = {"Nora",   "Emma",  "Sofie",   "Ingrid", "Maja",   "Ella",  "Astrid", "Thea",
                             "Frida",  "Hedda", "Silje",   "Kari",   "Anne",   "Marit", "Linn",   "Oda",
                             "Vilde",  "Live",  "Solveig", "Åse",    "Jakob",  "Emil",  "Noah",   "Oskar",
                             "Henrik", "Lars",  "Ole",     "Magnus", "Sindre", "Eirik", "Håkon",  "Bjørn",
                             "Knut",   "Per",   "Tobias",  "Amir",   "Fatima", "Leila", "Adam",   "Zofia"},
                   .surnames = {"Hansen",      "Johansen", "Olsen",    "Larsen",  "Andersen",  "Pedersen",  "Nilsen",
                                "Kristiansen", "Jensen",   "Karlsen",  "Johnsen", "Pettersen", "Eriksen",   "Berg",
                                "Haugen",      "Hagen",    "Jacobsen", "Dahl",    "Lund",      "Halvorsen", "Strand",
                                "Solberg",     "Moen",     "Bakke",    "Lie",     "Sæther",    "Ødegård",   "Bråten",
                                "Ali",         "Ahmed",    "Nowak",    "Myhre"},
                   .phone_prefix = "+47406",
                   .phone_digits = 5,
                   .languages = {"nb", "en", "da"},
                   .zone = "Europe/Oslo",
                   .notes = {"Kommer kanskje fem minutter for sent.", "Vil gjerne ha samme farge som sist.",
                             "Allergisk mot parfyme.", "Er det plass til barnevogn?", "Kortere enn sist, takk!"},
                   .count = 320},
        .fullness = 0.66,
        .weekdays = {0.8, 0.9, 1.0, 1.1, 1.2, 1.25, 1.0},
        .mean_lead_days = 9,
        .answers = {{"how", {"Det klødde litt bak ørene.", "Hodebunnen ble rød et par dager."}}},
        .waits = waits,
        .open = open};
}

}  // namespace demo
