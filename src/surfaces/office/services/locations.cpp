// Locations: where a business receives its customers, how they get there, and how long staff are on the way between
// two.
#include "office/services/offer_pages.h"
#include "staff/places.h"

namespace office {
namespace {

using staff::Location;
using Kind = Field::Kind;

std::string locations_path(const Page& page) { return services_path(page, "/locations"); }
std::string path_of(const Page& page, LocationId id) { return services_path(page, "/locations", id); }
std::string way_field(LocationId to) { return "way_" + base::to_text(to); }

// A location as stored or as typed.
struct Draft {
    Location location;
    std::map<LocationId, std::string> ways{};  // minutes to the others, as typed
    Wrong wrong{};
    std::vector<activity::Recorded> meanwhile{};  // what others changed since the form was drawn
};

Draft stored_draft(const Page& page, const Location& location) {
    Draft out{location};
    out.location.phone = base::phone_for_reading(location.phone);
    for (const auto& other : page.snapshot->locations) {
        if (other.id == location.id) continue;
        const auto minutes = page.snapshot->travel.between(location.id, other.id);
        out.ways[other.id] = minutes == Minutes{0} ? std::string() : std::to_string(minutes.count());
    }
    return out;
}

Draft read_draft(const Page& page, const Location& stored) {
    const auto& form = page.request.form;
    Draft out{stored};
    out.location.name = line(form, "name");
    out.location.version = std::max(0, typed_number(form, "version"));
    out.location.address = text(form, "address");
    out.location.phone = line(form, "phone");
    out.location.map_url = line(form, "map_url");
    out.location.directions = text(form, "directions");
    for (const auto& other : page.snapshot->locations)
        if (other.id != stored.id && stored.id) out.ways[other.id] = line(form, way_field(other.id));
    return out;
}

Form form_of(const Page& page, const Draft& draft, std::string action, std::string submit) {
    const auto language = page.language;
    const auto& location = draft.location;
    Form form{.action = std::move(action), .token = form_token(page)};
    form.submit = std::move(submit);
    form.hidden = {{"version", std::to_string(draft.location.version)}};
    form.wrong = draft.wrong;
    form.fields = {
        {.name = "name",
         .label = i18n::words(language, "Name"),
         .value = location.name,
         .limit = staff::kLongestPlaceName,
         .required = true},
        {.kind = Kind::area,
         .name = "address",
         .label = i18n::words(language, "Address"),
         .value = location.address,
         .limit = staff::kLongestAddress,
         .rows = 2},
        {.name = "phone", .label = i18n::words(language, "Phone"), .value = location.phone, .type = "tel", .limit = 40},
        {.name = "map_url",
         .label = i18n::words(language, "Link to a map"),
         .hint = i18n::words(language, "Copied from the map that you like, beginning with https://."),
         .value = location.map_url,
         .type = "url",
         .limit = staff::kLongestMapUrl},
        {.kind = Kind::area,
         .name = "directions",
         .label = i18n::words(language, "How to find it"),
         .hint = i18n::words(language, "Such as the entrance, the floor, where to park."),
         .value = location.directions,
         .limit = staff::kLongestDirections}};
    if (draft.ways.empty()) return form;
    form.fields.push_back({.kind = Kind::heading,
                           .label = i18n::words(language, "Travel time from here"),
                           .hint = i18n::words(language, "Minutes that someone who works at both needs between them. "
                                                         "They are kept free between two appointments.")});
    for (const auto& other : page.snapshot->locations)
        if (const auto way = draft.ways.find(other.id); way != draft.ways.end())
            form.fields.push_back({.name = way_field(other.id),
                                   .label = i18n::words(language, "To {place}", {{"place", other.name}}),
                                   .value = way->second,
                                   .limit = 6});
    return form;
}

Response list_page(const Page& page, const Draft& draft) {
    const auto& all = page.snapshot->locations;
    const auto title = i18n::words(page.language, "Services");
    return render(page, {"office/services/locations", title, "services", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      include_offer_head(values, page, "/locations");
                      values.show_if(all.empty(), "NONE").show_if(draft.wrong.any(), "ADD_OPEN");
                      include_form(values, "ADD_FORM", page,
                                   form_of(page, draft, locations_path(page), i18n::words(page.language, "Add")));
                      std::vector<Ordered> rows;
                      for (const auto& each : all)
                          rows.push_back({base::to_text(each.id), each.name, each.address, path_of(page, each.id)});
                      include_ordered(values, page, locations_path(page), rows);
                  });
}

Response location_page(const Page& page, const Location& stored, const Draft& draft) {
    return render(page, {"office/services/location", stored.name, "services", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      include_done(values, page);
                      include_meanwhile(values, page, draft.meanwhile);
                      values.set("LIST_URL", locations_path(page));
                      include_form(values, "FORM", page,
                                   form_of(page, draft, path_of(page, stored.id), i18n::words(page.language, "Save")));
                      Form remove{.action = path_of(page, stored.id) + "/action", .token = form_token(page)};
                      remove.submit = i18n::words(page.language, "Delete");
                      remove.weight = Form::Weight::danger;
                      include_form(values, "DELETE_FORM", page, remove);
                  });
}

std::optional<Location> find_location(const Page& page) {
    const auto* found = page.snapshot->location(base::parse_id<LocationId>(page.request.param("id")));
    return found ? std::optional(*found) : std::nullopt;
}

// Nothing typed is lost: it stands in the form, which now is drawn from what somebody else saved.
void take_newest(const Page& page, Draft& draft) {
    page.environment.database.read([&](db::Session& session) {
        const auto id = draft.location.id;
        draft.meanwhile = staff::list_changes_since(session, page.id(), id, draft.location.version);
        for (const auto& each : staff::list_locations(session, page.id()))
            if (each.id == id) draft.location.version = each.version;
    });
}

// The location and the ways from it; a way that is no number of minutes is named.
Result<void> save(db::Tx& tx, const activity::Context& context, const Page& page, const Draft& draft) {
    auto saved = staff::change_location(tx, context, page.id(), page.business().country, draft.location, page.actor());
    if (!saved) return saved;
    for (const auto& [to, typed] : draft.ways) {
        const auto minutes = typed.empty() ? Minutes{0} : typed_minutes(page.request.form, way_field(to));
        const auto set =
            staff::change_travel_time(tx, context, page.id(), draft.location.id, to, minutes, page.actor());
        if (set) continue;
        Error error{Fault::invalid, "form.invalid", {}, {{way_field(to), set.error().code, {}}}};
        return set.error().code == "schedule.travel" ? std::unexpected(std::move(error)) : set;
    }
    return {};
}

}  // namespace

Response locations(const Page& page) { return list_page(page, {}); }

Response add_location(const Page& page) {
    auto draft = read_draft(page, {});
    const auto made = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return staff::create_location(tx, context, business, page.business().country, draft.location, page.actor());
    });
    if (made) return back_to(locations_path(page), "added");
    draft.wrong = pages::wrong_of(page, made.error());
    return list_page(page, draft);
}

Response move_location(const Page& page) {
    const auto moved = read_move(page.request.form);
    const auto id = moved ? base::parse_id<LocationId>(moved->id) : std::nullopt;
    if (!id) return nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return staff::move_location(tx, context, business, *id, base::parse_id<LocationId>(moved->before),
                                    page.actor());
    });
    return done ? back_to_row(locations_path(page), *moved) : nothing_here(page);
}

Response location(const Page& page) {
    const auto stored = find_location(page);
    return stored ? location_page(page, *stored, stored_draft(page, *stored)) : nothing_here(page);
}

Response save_location(const Page& page) {
    const auto stored = find_location(page);
    if (!stored) return nothing_here(page);
    auto draft = read_draft(page, *stored);
    const auto saved =
        write(page, [&](db::Tx& tx, const auto& context, BusinessId) { return save(tx, context, page, draft); });
    if (saved) return back_to(path_of(page, stored->id), "saved");
    draft.wrong = pages::wrong_of(page, saved.error());
    if (saved.error().code == "location.changed_meanwhile") take_newest(page, draft);
    return location_page(page, *stored, draft);
}

Response delete_location(const Page& page) {
    const auto stored = find_location(page);
    if (!stored) return nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return staff::delete_location(tx, context, business, stored->id, page.actor());
    });
    if (done) return back_to(locations_path(page), "removed");
    auto draft = stored_draft(page, *stored);
    draft.wrong = pages::wrong_of(page, done.error());
    return location_page(page, *stored, draft);
}

}  // namespace office
