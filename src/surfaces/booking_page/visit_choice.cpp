#include "booking_page/visit_choice.h"

#include "booking_page/offered.h"
#include "bookings/visit.h"
#include "pages/form.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using Part = VisitChoice::Part;

std::vector<std::string_view> split(std::string_view text, char between) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(between), text.size());
        out.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::unexpected<Error> no_such_service() { return base::not_found("service.not_offered"); }

// Each piece begins with a letter that says what it is; ids have capitals and digits only.
Result<void> read_piece(Part& part, std::string_view piece) {
    const auto kind = piece.front();
    const auto text = piece.substr(1);
    if (kind == 'w') {
        part.provider_id = base::parse_id<ProviderId>(text);
        if (!part.provider_id) return base::not_found("provider.not_offered");
    } else if (kind == 'n') {
        const auto person = whole_number<std::size_t>(text);
        if (!person || *person < 1 || *person > kMostVisitPeople) return no_such_service();
        part.person = *person - 1;
    } else if (kind == 'x') {
        const auto id = base::parse_id<AddOnId>(text);
        if (!id) return base::not_found("add_on.not_offered");
        part.add_ons.push_back(*id);
    } else {
        return no_such_service();
    }
    return {};
}

Result<Part> parse_part(std::string_view text) {
    const auto pieces = split(text, '.');
    const auto id = pieces.empty() ? std::nullopt : base::parse_id<ServiceId>(pieces.front());
    if (!id) return no_such_service();
    Part out{*id};
    for (const auto piece : std::span(pieces).subspan(1)) {
        if (piece.empty()) return no_such_service();
        if (const auto read = read_piece(out, piece); !read) return std::unexpected(read.error());
    }
    return out;
}

Result<void> read_parts(VisitChoice& choice, const http::Form& query) {
    for (const auto text : split(query.get("parts"), '-')) {
        auto part = parse_part(text);
        if (!part) return std::unexpected(part.error());
        if (choice.parts.size() == kMostVisitParts)
            return base::invalid("visit.too_many_parts", {{"max", std::to_string(kMostVisitParts)}});
        choice.parts.push_back(*std::move(part));
    }
    return {};
}

// What the form says of each part in place of what the part said before.
Result<void> read_fields(VisitChoice& choice, const http::Form& query) {
    for (std::size_t i = 0; i < choice.parts.size(); ++i) {
        auto& part = choice.parts[i];
        if (const auto with = query.get(fmt::format("with_{}", i)); with == "any")
            part.provider_id.reset();
        else if (!with.empty() && !(part.provider_id = base::parse_id<ProviderId>(with)))
            return base::not_found("provider.not_offered");
        if (const auto person = whole_number<std::size_t>(query.get(fmt::format("person_{}", i))))
            part.person = std::clamp(*person, std::size_t{1}, kMostVisitPeople) - 1;
        part.add_ons.clear();
        for (const auto& [name, value] : query.pairs())
            if (name == fmt::format("extra_{}", i))
                if (const auto id = base::parse_id<AddOnId>(value)) part.add_ons.push_back(*id);
    }
    return {};
}

Result<void> add_and_remove(VisitChoice& choice, const http::Form& query) {
    if (const auto at = whole_number<std::size_t>(query.get("remove")); at && *at < choice.parts.size())
        choice.parts.erase(choice.parts.begin() + static_cast<std::ptrdiff_t>(*at));
    if (query.has("along")) choice.people = std::min(choice.people + 1, kMostVisitPeople);
    const auto more = query.get("more");
    if (more.empty()) return {};
    const auto id = base::parse_id<ServiceId>(more);
    if (!id) return no_such_service();
    if (choice.parts.size() == kMostVisitParts)
        return base::invalid("visit.too_many_parts", {{"max", std::to_string(kMostVisitParts)}});
    // Whoever has just come along has nothing yet.
    std::size_t person = choice.parts.empty() ? 0 : choice.parts.back().person;
    for (std::size_t each = 0; each < choice.people; ++each)
        if (std::ranges::find(choice.parts, each, &Part::person) == choice.parts.end()) {
            person = each;
            break;
        }
    choice.parts.push_back({*id, std::nullopt, person});
    return {};
}

// In one order, each add-on once, and nobody asked for who does not give it: one choice has one address.
Result<void> check_parts(VisitChoice& choice, const Page& page) {
    const auto& snapshot = *page.snapshot;
    for (auto& part : choice.parts) {
        const auto* service = snapshot.service(part.service_id);
        if (!service || !snapshot.may_choose(*service)) return no_such_service();
        const auto providers = snapshot.providers_of(*service);
        const auto gives = [&](const auto* each) { return each->id == part.provider_id; };
        if (part.provider_id && std::ranges::none_of(providers, gives)) return base::not_found("provider.not_offered");
        if (providers.size() == 1) part.provider_id = providers.front()->id;
        const auto wished = snapshot.wished(*service, part.add_ons);
        if (!wished) return std::unexpected(wished.error());
        part.add_ons.clear();
        for (const auto& add_on : wished->add_ons) part.add_ons.push_back(add_on.id);
        choice.people = std::max(choice.people, part.person + 1);
    }
    return {};
}

Result<void> read_place(VisitChoice& choice, const http::Form& query, const Page& page) {
    const auto asked = query.get("location");
    const auto places = places_of(page, choice);
    if (!places || places->empty()) return {};
    if (places->size() == 1) choice.location_id = places->front()->id;
    // Chosen before a part was put to it that cannot be had there.
    const bool is_form = is_from_visit_form(query);
    if (asked.empty()) return {};
    const auto wanted = base::parse_id<LocationId>(asked);
    const bool is_one = wanted && std::ranges::any_of(*places, [&](const auto* at) { return at->id == wanted; });
    if (is_one) choice.location_id = wanted;
    if (!is_one && !is_form) return base::not_found("location.not_offered");
    return {};
}

Result<void> check_start(const VisitChoice& choice, const Page& page) {
    for (std::size_t i = 0; i < choice.start.size(); ++i) {
        const auto providers = page.snapshot->providers_of(*page.snapshot->service(choice.parts[i].service_id));
        const auto gives = [&](const auto* each) { return each->id == choice.start[i].provider_id; };
        if (std::ranges::none_of(providers, gives)) return base::not_found("provider.not_offered");
    }
    return {};
}

Result<void> read_time(VisitChoice& choice, const http::Form& query) {
    const auto not_understood = base::invalid("page.date_not_understood");
    if (const auto month = query.get("month"); !month.empty() && !(choice.month = base::parse_month(month)))
        return not_understood;
    if (const auto day = query.get("day"); !day.empty() && !(choice.day = base::parse_day(day))) return not_understood;
    choice.start = parse_starts(query.get("start"));
    const bool is_asked = !query.get("start").empty();
    return is_asked && choice.start.size() != choice.parts.size() ? not_understood : Result<void>();
}

void add_to(std::string& path, std::string_view name, std::string_view value) {
    path += path.find('?') == path.npos ? '?' : '&';
    path.append(name).append("=").append(base::percent_encoded(value));
}

}  // namespace

std::string to_text(const std::vector<Part>& parts) {
    std::string out;
    for (const auto& part : parts) {
        if (!out.empty()) out += '-';
        out += base::to_text(part.service_id);
        if (part.provider_id) out += ".w" + base::to_text(*part.provider_id);
        if (part.person > 0) out += fmt::format(".n{}", part.person + 1);
        for (const auto id : part.add_ons) out += ".x" + base::to_text(id);
    }
    return out;
}

namespace {

constexpr std::string_view kUnknown = "none";

// "ID.none.ID"; empty where none of them is known.
std::string to_text(const std::vector<std::optional<CustomerId>>& companions) {
    if (std::ranges::none_of(companions, [](const auto& each) { return each.has_value(); })) return {};
    std::string out;
    for (const auto& each : companions)
        out += (out.empty() ? "" : ".") + (each ? base::to_text(*each) : std::string(kUnknown));
    return out;
}

// Those whom the account looks after; anybody else is as if they had not been named.
std::vector<std::optional<CustomerId>> read_companions(const http::Form& query, const Page& page) {
    std::vector<std::optional<CustomerId>> out;
    const auto sent = query.get("others");
    if (sent.empty()) return out;
    const auto people = page.environment.database.read([&](db::Session& session) {
        return accounts::list_people(session, page.business().id, page.signed_in->account_id);
    });
    for (const auto text : split(sent, '.')) {
        if (out.size() + 1 == kMostVisitPeople) break;
        const auto id = base::parse_id<CustomerId>(text);
        const bool is_one = id && std::ranges::find(people, *id, &accounts::Person::id) != people.end();
        out.push_back(is_one ? id : std::nullopt);
    }
    return out;
}

}  // namespace

std::string to_text(const std::vector<Start>& start) {
    std::string out;
    for (const auto& each : start) out += (out.empty() ? "" : "-") + to_text(each);
    return out;
}

std::vector<Start> parse_starts(std::string_view text) {
    std::vector<Start> out;
    for (const auto each : split(text, '-')) {
        const auto start = parse_start(each);
        if (!start || !start->provider_id) return {};
        out.push_back(*start);
    }
    return out;
}

bool is_from_visit_form(const http::Form& query) { return query.has("form"); }

VisitWanted VisitChoice::wanted(const std::vector<std::optional<AppointmentId>>& held) const {
    VisitWanted out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& part = parts[i];
        VisitWanted::Part wanted{part.service_id, part.provider_id, part.person, part.add_ons};
        if (part.person > 0) wanted.customer = customer_of(part.person);
        if (i < held.size()) wanted.held = held[i];
        out.parts.push_back(std::move(wanted));
    }
    out.in_order = in_order;
    out.side_by_side = side_by_side;
    out.location_id = location_id;
    out.customer = customer;
    return out;
}

bool VisitChoice::has_several(std::size_t person) const { return std::ranges::count(parts, person, &Part::person) > 1; }

std::optional<CustomerId> VisitChoice::customer_of(std::size_t person) const {
    if (person == 0) return customer;
    return person <= companions.size() ? companions[person - 1] : std::nullopt;
}

VisitChoice VisitChoice::closed_up() const {
    auto out = *this;
    std::set<std::size_t> there;
    for (const auto& part : parts) there.insert(part.person);
    out.companions.clear();
    for (const auto person : there)
        if (person != *there.begin()) out.companions.push_back(person == 0 ? std::nullopt : customer_of(person));
    for (auto& part : out.parts)
        part.person = static_cast<std::size_t>(std::distance(there.begin(), there.find(part.person)));
    out.people = std::max<std::size_t>(1, there.size());
    return out;
}

std::string VisitChoice::path() const {
    auto out = home + "/visit";
    if (!parts.empty()) add_to(out, "parts", to_text(parts));
    const auto last = std::ranges::max_element(parts, {}, &Part::person);
    if (people > (last == parts.end() ? 1 : last->person + 1)) add_to(out, "people", std::to_string(people));
    if (in_order) add_to(out, "order", "given");
    if (!side_by_side) add_to(out, "beside", "no");
    if (location_id) add_to(out, "location", base::to_text(*location_id));
    if (for_another) add_to(out, "for", base::to_text(*customer));
    if (const auto along = to_text(companions); !along.empty()) add_to(out, "others", along);
    return out;
}

std::string VisitChoice::times_path() const {
    auto out =
        home + "/visit/times" + closed_up().without_time().path().substr(home.size() + std::string("/visit").size());
    if (month) add_to(out, "month", base::to_text(*month).substr(0, 7));
    if (day) add_to(out, "day", base::to_text(*day));
    if (!start.empty()) add_to(out, "start", to_text(start));
    return out;
}

VisitChoice VisitChoice::without_time() const {
    auto out = *this;
    out.month.reset();
    out.day.reset();
    out.start.clear();
    return out;
}

VisitChoice VisitChoice::on(Day chosen) const {
    auto out = without_time();
    out.day = chosen;
    return out;
}

Choice VisitChoice::calendar() const {
    Choice out;
    out.root = without_time().times_path();
    out.month = month;
    out.day = day;
    return out;
}

std::optional<std::vector<const staff::Location*>> places_of(const Page& page, const VisitChoice& choice) {
    const auto& snapshot = *page.snapshot;
    if (snapshot.locations.size() < 2) return std::nullopt;
    std::optional<std::vector<const staff::Location*>> out;
    const auto today = page.zone().day(page.now);
    for (const auto& part : choice.parts) {
        const auto* service = snapshot.service(part.service_id);
        if (!service || !service->meeting_url.empty()) continue;
        const auto places = snapshot.locations_of(*service, today);
        if (!out)
            out = places;
        else
            std::erase_if(*out, [&](const auto* each) { return std::ranges::find(places, each) == places.end(); });
    }
    return out;
}

Result<VisitChoice> read_visit(const http::Form& query, const Page& page) {
    VisitChoice out;
    out.home = home_path(page);
    out.in_order = query.get("order") == "given";
    out.side_by_side = query.get("beside") != "no";
    out.people =
        std::clamp(whole_number<std::size_t>(query.get("people")).value_or(1), std::size_t{1}, kMostVisitPeople);
    if (const auto read = read_parts(out, query); !read) return std::unexpected(read.error());
    if (is_from_visit_form(query)) {
        if (const auto read = read_fields(out, query); !read) return std::unexpected(read.error());
        if (const auto done = add_and_remove(out, query); !done) return std::unexpected(done.error());
    }
    if (const auto fine = check_parts(out, page); !fine) return std::unexpected(fine.error());
    if (const auto read = read_place(out, query, page); !read) return std::unexpected(read.error());
    if (const auto read = read_time(out, query); !read) return std::unexpected(read.error());
    if (const auto fine = check_start(out, page); !fine) return std::unexpected(fine.error());
    if (!page.signed_in || out.parts.empty()) return out;
    const auto offered = offer_to(page, *page.snapshot->service(out.parts.front().service_id), query);
    out.customer = offered.customer;
    out.for_another = offered.for_another;
    out.companions = read_companions(query, page);
    return out;
}

void include_visit_choice(html::Values& values, const VisitChoice& choice) {
    html::Values fields;
    fields.set("PARTS", to_text(choice.parts));
    if (choice.in_order) fields.show("IN_ORDER");
    if (!choice.side_by_side) fields.show("APART");
    if (choice.location_id) fields.add("FORM_LOCATION").set("FORM_LOCATION_ID", base::to_text(*choice.location_id));
    if (choice.for_another) fields.add("FORM_FOR").set("FORM_FOR_ID", base::to_text(*choice.customer));
    if (const auto along = to_text(choice.companions); !along.empty())
        fields.add("FORM_OTHERS").set("FORM_OTHERS_IDS", along);
    values.include("CHOICE_FIELDS", "booking_page/visit_fields", std::move(fields));
}

std::optional<WayOn> another_service(const Page& page, const Choice& choice) {
    const auto* service = page.snapshot->service(choice.service_id);
    if (!page.business().has(kVisits) || !choice.link.empty() || !service || !page.snapshot->may_choose(*service))
        return std::nullopt;
    VisitChoice visit;
    visit.home = home_path(page);
    visit.parts.push_back({choice.service_id, choice.provider_id, 0, choice.add_ons});
    visit.location_id = choice.location_id;
    visit.customer = choice.customer;
    visit.for_another = choice.for_another;
    return WayOn{visit.path(), i18n::words(page.language, "Add another service")};
}

}  // namespace booking_page
