#include "demo/shop.h"

#include "base/embedded.h"
#include "catalog/add_ons.h"
#include "catalog/extra_field_editing.h"
#include "gallery/gallery.h"
#include "staff/staff.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

namespace embedded {
std::span<const File> demo_logos();
std::span<const File> demo_pictures();
}  // namespace embedded

namespace demo {
namespace {

using std::chrono::days;

struct Letter {
    std::string_view from, to;
};
constexpr std::array<Letter, 26> kPlain{
    {{"æ", "ae"}, {"ø", "o"},  {"å", "a"}, {"á", "a"}, {"ã", "a"}, {"â", "a"}, {"ç", "c"}, {"é", "e"}, {"ê", "e"},
     {"ë", "e"},  {"í", "i"},  {"ï", "i"}, {"ó", "o"}, {"ô", "o"}, {"õ", "o"}, {"ö", "o"}, {"ú", "u"}, {"ü", "u"},
     {"ñ", "n"},  {"Æ", "ae"}, {"Ø", "o"}, {"Å", "a"}, {"Á", "a"}, {"É", "e"}, {"Í", "i"}, {"Ö", "o"}}};

// What a name looks like in an e-mail address.
std::string address_part(std::string text) {
    for (const auto& [from, to] : kPlain)
        for (auto at = text.find(from); at != text.npos; at = text.find(from)) text.replace(at, from.size(), to);
    std::string out;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
        if (c >= 'a' && c <= 'z') out += c;
    }
    return out;
}

Email make_address(const std::string& name, const std::string& surname, std::set<std::string>& taken, Random& random) {
    static const std::vector<std::string> hosts{"example.com", "example.org", "example.net", "mail.example.com"};
    auto local = address_part(name) + "." + address_part(surname);
    if (!taken.insert(local).second) {
        local += fmt::format("{}", taken.size());
        taken.insert(local);
    }
    return base::parse_email(local + "@" + random.one_of(hosts)).value();
}

std::string make_phone(const People& people, Random& random) {
    std::string out = people.phone_prefix;
    for (int i = 0; i < people.phone_digits; ++i) out += static_cast<char>('0' + random.index(10));
    return out;
}

}  // namespace

std::vector<customers::Details> make_people(const People& people, Random& random) {
    std::vector<customers::Details> out;
    std::set<std::string> taken;
    while (out.size() < people.count) {
        const auto& name = random.one_of(people.names);
        const auto& surname = random.one_of(people.surnames);
        const auto& language = random.chance(0.88) ? people.languages.front() : random.one_of(people.languages);
        out.push_back(
            {name, surname, make_address(name, surname, taken, random), make_phone(people, random), language});
    }
    return out;
}

std::vector<WeeklyHours> on(const std::vector<int>& weekdays, const availability::Hours& hours) {
    std::vector<WeeklyHours> out;
    for (const int weekday : weekdays) out.push_back({weekday, hours});
    return out;
}

std::vector<WeeklyHours> operator+(std::vector<WeeklyHours> a, const std::vector<WeeklyHours>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

availability::Hours from_to(int from_hour, int from_minute, int to_hour, int to_minute) {
    return {Minutes{from_hour * 60 + from_minute}, Minutes{to_hour * 60 + to_minute}};
}

Day next(int weekday, Day after) {
    do after += days{1};
    while (static_cast<int>(std::chrono::weekday{after}.iso_encoding()) != weekday);
    return after;
}

void close_every_year(db::Tx& tx, BusinessId business, Day today, unsigned month, unsigned day, int length,
                      std::string_view reason) {
    const auto this_year = std::chrono::year_month_day{today}.year();
    for (int step = -1; step <= 1; ++step) {
        Day first{(this_year + std::chrono::years{step}) / std::chrono::month{month} / std::chrono::day{day}};
        if (length > 3 && first <= today + days{28} && today < first + days{length}) first = today + days{32};
        staff::add_days_off(tx, business, std::nullopt, {first, first + days{length - 1}}, reason).value();
    }
}

namespace {

std::vector<ServiceId> services_at(db::Session& session, BusinessId business, const std::vector<int>& positions) {
    std::vector<ServiceId> out;
    for (const auto& service : catalog::list_services(session, business, {}))
        if (std::ranges::find(positions, service.position) != positions.end()) out.push_back(service.id);
    std::ranges::sort(out);
    return out;
}

}  // namespace

void add_extra(db::Tx& tx, const Clock& clock, BusinessId business, businesses::Text name, Minutes duration,
               std::int64_t amount, const std::vector<int>& services) {
    const activity::Registry nobody_listens;
    catalog::AddOn draft{.id = {}, .name = std::move(name), .services = services_at(tx, business, services)};
    draft.duration = duration;
    draft.price.amount = amount;
    catalog::create_add_on(tx, {clock, nobody_listens}, business, draft, {}).value();
}

catalog::ExtraFieldId ask(db::Tx& tx, const Clock& clock, BusinessId business, catalog::ExtraField field,
                          const std::vector<int>& services) {
    const activity::Registry nobody_listens;
    field.all_services = false;
    field.services = services_at(tx, business, services);
    return catalog::create_extra_field(tx, {clock, nobody_listens}, business, field, {}).value();
}

void set_logo(db::Tx& tx, BusinessId business, std::string_view slug) {
    for (const auto& logo : embedded::demo_logos())
        if (logo.name == fmt::format("{}.png", slug))
            return businesses::set_logo(tx, business, "image/png", logo.content);
    throw std::logic_error("every business of the demo has a logo");
}

void set_pictures(db::Tx& tx, const Clock& clock, BusinessId business, std::string_view slug) {
    const activity::Registry nobody_listens;
    const auto set = [&](const gallery::Subject& subject, const std::string& what, const pictures::Size& size) {
        const auto file =
            std::ranges::find(embedded::demo_pictures(), fmt::format("{}-{}.webp", slug, what), &embedded::File::name);
        CHECK(file != embedded::demo_pictures().end());
        gallery::set(tx, {clock, nobody_listens}, business, subject,
                     {{size.width, size.height, "image/webp", std::string(file->content)}}, {})
            .value();
    };
    set({}, "cover", pictures::kCoverSizes.front());
    for (const auto& service : catalog::list_services(tx, business, {}))
        set({.service_id = service.id}, fmt::format("service-{}", service.position), pictures::kServiceSizes.front());
    for (const auto& provider : staff::list_providers(tx, business))
        set({.provider_id = provider.id}, fmt::format("person-{}", provider.position), pictures::kPersonSizes.front());
}

}  // namespace demo
