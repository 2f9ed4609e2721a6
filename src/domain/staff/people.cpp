#include "staff/people.h"

#include "businesses/text_columns.h"
#include "staff/schedule.h"
#include "staff/staff_store.h"

#include <nlohmann/json.hpp>

namespace staff {
namespace {

using nlohmann::json;

constexpr int kMostPeople = 1000;

// Behind whom a page goes on, as the list is sorted.
struct Behind {
    bool active = true;
    std::string name{};
    StaffId id{};
};

std::vector<Person> select(db::Session& session, BusinessId business, std::optional<StaffId> only,
                           const std::optional<Behind>& behind = {}, int most = kMostPeople) {
    using S = std::string;
    std::vector<Person> out;
    for (auto& [id, name, email, role, active, version, gives, title, about, translations, colour, location, bookable] :
         session.rows<StaffId, S, S, S, bool, std::int64_t, bool, S, S, S, S, std::optional<LocationId>, bool>(
             R"sql(
            select m.id, m.name, m.email, m.role, m.active, m.version, case when p.id is null then 0 else 1 end,
                   coalesce(p.title, ''), coalesce(p.about, ''), coalesce(p.translations, '{}'),
                   coalesce(p.colour, ''), p.location_id, coalesce(p.bookable, 0)
            from staff_members m left join providers p on p.business_id = m.business_id and p.id = m.id
            where m.business_id = :business and (:all = 1 or m.id = :id)
              and (:first = 1 or (1 - m.active, lower(m.name), m.id) > (:gone, lower(:name), :behind))
            order by 1 - m.active, lower(m.name), m.id limit :most)sql",
             business, !only, only.value_or(StaffId{}), !behind, behind && !behind->active ? 1 : 0,
             behind ? behind->name : std::string(), behind ? behind->id : StaffId{}, most)) {
        auto& person = out.emplace_back(Person{id, std::move(name), std::move(email),
                                               businesses::parse_role(role).value(), active, version, std::nullopt});
        if (!gives) continue;
        auto& profile = person.profile.emplace(
            Profile{{std::move(title), {}}, {std::move(about), {}}, std::move(colour), location, bookable});
        businesses::read_translations(translations, {{"title", &profile.title}, {"about", &profile.about}});
    }
    return out;
}

bool is_short(std::string_view text, std::size_t limit) {
    return base::is_clean_text(text) && base::length(text) <= limit;
}
bool is_short(const businesses::Text& text, std::size_t limit) {
    return is_short(text.fallback, limit) &&
           std::ranges::all_of(text.translations, [&](const auto& each) { return is_short(each.second, limit); });
}

std::vector<FieldError> wrong_fields(db::Session& session, BusinessId business, const Person& typed) {
    std::vector<FieldError> wrong;
    const auto too_long = [&](const char* field, std::size_t limit) {
        wrong.push_back({field, "field.too_long", {{"limit", std::to_string(limit)}}});
    };
    if (typed.name.empty()) wrong.push_back({"name", "field.required", {}});
    if (!is_short(typed.name, kLongestPersonName)) too_long("name", kLongestPersonName);
    if (!typed.profile) return wrong;
    const auto& profile = *typed.profile;
    if (!is_short(profile.title, kLongestTitle)) too_long("title", kLongestTitle);
    if (!is_short(profile.about, kLongestAbout)) too_long("about", kLongestAbout);
    if (!profile.colour.empty() && !businesses::is_colour(profile.colour))
        wrong.push_back({"colour", "field.invalid", {}});
    if (profile.location_id && !exists(session, business, *profile.location_id))
        wrong.push_back({"location_id", "location.unknown", {}});
    return wrong;
}

json json_of(const businesses::Text& text) {
    json out{{"", text.fallback}};
    for (const auto& [tag, translation] : text.translations) out[tag] = translation;
    return out;
}

json json_of(const Person& person) {
    json out{{"name", person.name}};
    if (!person.profile) return out;
    const auto& profile = *person.profile;
    out["title"] = json_of(profile.title);
    out["about"] = json_of(profile.about);
    out["colour"] = profile.colour;
    out["location_id"] = profile.location_id ? json(profile.location_id->value) : json(nullptr);
    out["bookable"] = profile.bookable;
    return out;
}

void update(db::Tx& tx, BusinessId business, const Person& person) {
    tx.execute("update staff_members set name = :name, version = version + 1 "
               "where business_id = :business and id = :id",
               person.name, business, person.id);
    if (!person.profile) return;
    const auto& profile = *person.profile;
    tx.execute("update providers set title = :title, about = :about, translations = :translations, colour = :colour, "
               "location_id = :location, bookable = :bookable where business_id = :business and id = :id",
               profile.title.fallback, profile.about.fallback,
               businesses::translations_of({{"title", &profile.title}, {"about", &profile.about}}), profile.colour,
               profile.location_id, profile.bookable, business, person.id);
}

// Two who change the same person do so one after the other.
void lock_person(db::Tx& tx, BusinessId business, StaffId id) {
    tx.execute("update staff_members set version = version where business_id = :business and id = :id", business, id);
}

void record(db::Tx& tx, const activity::Context& context, BusinessId business, StaffId id, std::string_view type,
            activity::Actor actor, const json& data) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, id.value, actor, data.dump()});
}

}  // namespace

std::optional<Person> find_person(db::Session& session, BusinessId business, StaffId id) {
    auto found = select(session, business, id);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Person> list_people(db::Session& session, BusinessId business) {
    return select(session, business, std::nullopt);
}

People list_people(db::Session& session, BusinessId business, std::optional<StaffId> after, int limit) {
    std::optional<Behind> behind;
    if (const auto last = after ? find_person(session, business, *after) : std::nullopt)
        behind = Behind{last->active, last->name, last->id};
    People out{select(session, business, std::nullopt, behind, limit + 1)};
    out.more = std::ssize(out.people) > limit;
    if (out.more) out.people.pop_back();
    return out;
}

Result<void> change_person(db::Tx& tx, const activity::Context& context, BusinessId business, const Person& typed,
                           activity::Actor actor) {
    lock_person(tx, business, typed.id);
    const auto stored = find_person(tx, business, typed.id);
    if (!stored) return base::not_found("staff.unknown");
    if (stored->version != typed.version) return base::conflict("staff.changed_meanwhile");
    auto changed = *stored;
    changed.name = base::is_clean_text(typed.name) ? base::name_of(typed.name) : std::string();
    if (stored->profile && typed.profile) changed.profile = typed.profile;
    if (auto wrong = wrong_fields(tx, business, changed); !wrong.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    auto before = json_of(*stored), after = json_of(changed);
    const auto all = before;
    for (const auto& [name, value] : all.items())
        if (after[name] == value) {
            before.erase(name);
            after.erase(name);
        }
    if (after.empty()) return {};
    if (stored->profile) lock(tx, business, {OccupantId{typed.id.value}});
    update(tx, business, changed);
    businesses::touch(tx, business);
    record(tx, context, business, typed.id, "staff.changed", actor, {{"before", before}, {"after", after}});
    return {};
}

Result<ProviderId> make_provider(db::Tx& tx, const activity::Context& context, BusinessId business, StaffId id,
                                 activity::Actor actor) {
    lock_person(tx, business, id);
    const auto person = find_person(tx, business, id);
    if (!person) return base::not_found("staff.unknown");
    const ProviderId provider{id.value};
    if (person->profile) return provider;
    insert_profile(tx, business, provider);
    tx.execute("update staff_members set version = version + 1 where business_id = :business and id = :id", business,
               id);
    businesses::touch(tx, business);
    record(tx, context, business, id, "staff.made_provider", actor, json::object());
    // They begin with the business's opening hours, where these are hours that a person can have.
    const auto week = starting_week(list_opening_hours(tx, business), std::nullopt);
    if (!week.hours.empty() && check_week(week))
        if (auto set = change_weekly_hours(tx, context, business, provider, week, actor); !set)
            return std::unexpected(set.error());
    return provider;
}

}  // namespace staff
