// Rooms and equipment: what services need and there is only so often.
#include "office/services/offer_pages.h"
#include "staff/places.h"

namespace office {
namespace {

using staff::Resource;
using Kind = Field::Kind;

std::string rooms_path(const Page& page) { return services_path(page, "/rooms"); }
std::string path_of(const Page& page, ResourceId id) { return services_path(page, "/rooms", id); }

std::string kind_name(const Page& page, Resource::Kind kind) {
    return kind == Resource::Kind::room ? i18n::words(page.language, "Room") : i18n::words(page.language, "Equipment");
}

// A room or a piece of equipment as stored or as typed.
struct Draft {
    Resource resource;
    std::string quantity = "1";
    Wrong wrong{};
    std::vector<activity::Recorded> meanwhile{};  // what others changed since the form was drawn
};

Draft stored_draft(const Resource& resource) { return {resource, std::to_string(resource.quantity)}; }

Draft read_draft(const Page& page, const Resource& stored) {
    const auto& form = page.request.form;
    Draft out{stored, line(form, "quantity")};
    out.resource.name = line(form, "name");
    out.resource.version = std::max(0, typed_number(form, "version"));
    out.resource.kind = staff::parse_kind(form.get("kind")).value_or(stored.kind);
    out.resource.quantity = typed_number(form, "quantity");
    out.resource.location_id = base::parse_id<LocationId>(form.get("location"));
    return out;
}

Form form_of(const Page& page, const Draft& draft, std::string action, std::string submit) {
    const auto language = page.language;
    Form form{.action = std::move(action), .token = form_token(page)};
    form.submit = std::move(submit);
    form.hidden = {{"version", std::to_string(draft.resource.version)}};
    form.wrong = draft.wrong;
    Field kind{.kind = Kind::choice, .name = "kind", .label = i18n::words(language, "Kind")};
    kind.value = to_text(draft.resource.kind);
    for (const auto each : {Resource::Kind::room, Resource::Kind::equipment})
        kind.options.push_back({std::string(to_text(each)), kind_name(page, each), {}});
    form.fields = {{.name = "name",
                    .label = i18n::words(language, "Name"),
                    .value = draft.resource.name,
                    .limit = staff::kLongestPlaceName,
                    .required = true},
                   std::move(kind),
                   {.name = "quantity",
                    .label = i18n::words(language, "How many there are"),
                    .hint = i18n::words(language, "So many appointments can have it at the same time."),
                    .value = draft.quantity,
                    .limit = 4,
                    .required = true}};
    if (page.snapshot->locations.empty()) return form;
    Field where{.kind = Kind::select, .name = "location", .label = i18n::words(language, "Where it is")};
    where.hint =
        i18n::words(language, "Appointments at other locations do not take it. A service that needs it is given "
                              "there, and elsewhere only where it needs another of this kind.");
    where.value = draft.resource.location_id ? base::to_text(*draft.resource.location_id) : std::string();
    where.options.push_back({"", i18n::words(language, "not said")});
    for (const auto& location : page.snapshot->locations)
        where.options.push_back({base::to_text(location.id), location.name});
    form.fields.push_back(std::move(where));
    return form;
}

// The services that need it.
std::vector<const catalog::Service*> needed_by(const Page& page, ResourceId id) {
    std::vector<const catalog::Service*> out;
    for (const auto& service : page.snapshot->services)
        if (std::ranges::find(service.needs, id, &catalog::Need::resource_id) != service.needs.end())
            out.push_back(&service);
    return out;
}

std::string facts(const Page& page, const Resource& resource) {
    auto out = kind_name(page, resource.kind);
    if (resource.quantity > 1) out += " × " + i18n::number(page.language, resource.quantity);
    if (const auto* location = page.snapshot->location(resource.location_id)) out += " · " + location->name;
    const auto n = static_cast<std::int64_t>(needed_by(page, resource.id).size());
    out += " · ";
    out += n == 0 ? i18n::words(page.language, "no service needs it")
                  : i18n::count(page.language, "{n} service needs it", "{n} services need it", n);
    return out;
}

Response list_page(const Page& page, const Draft& draft) {
    const auto& resources = page.snapshot->resources;
    const auto title = i18n::words(page.language, "Services");
    return render(
        page, {"office/services/rooms", title, "services", draft.wrong.page_status()}, [&](html::Values& values) {
            include_offer_head(values, page, "/rooms");
            values.show_if(resources.empty(), "NONE").show_if(draft.wrong.any() || resources.empty(), "ADD_OPEN");
            include_form(values, "ADD_FORM", page,
                         form_of(page, draft, rooms_path(page), i18n::words(page.language, "Add")));
            std::vector<Ordered> rows;
            for (const auto& each : resources)
                rows.push_back({base::to_text(each.id), each.name, facts(page, each), path_of(page, each.id)});
            include_ordered(values, page, rooms_path(page), rows);
        });
}

Response room_page(const Page& page, const Resource& stored, const Draft& draft) {
    return render(page, {"office/services/room", stored.name, "services", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      include_done(values, page);
                      include_meanwhile(values, page, draft.meanwhile);
                      values.set("LIST_URL", rooms_path(page));
                      include_form(values, "FORM", page,
                                   form_of(page, draft, path_of(page, stored.id), i18n::words(page.language, "Save")));
                      const auto services = needed_by(page, stored.id);
                      values.show_if(services.empty(), "NOT_NEEDED").set("SERVICES_URL", services_path(page));
                      for (const auto* service : services)
                          values.add("NEEDED_BY")
                              .set("SERVICE_URL", services_path(page, "", service->id))
                              .set("SERVICE_NAME", page.text(service->name));
                      Form remove{.action = path_of(page, stored.id) + "/action", .token = form_token(page)};
                      remove.submit = i18n::words(page.language, "Delete");
                      remove.weight = Form::Weight::danger;
                      include_form(values, "DELETE_FORM", page, remove);
                  });
}

std::optional<Resource> find_room(const Page& page) {
    const auto id = base::parse_id<ResourceId>(page.request.param("id"));
    const auto* found = id ? page.snapshot->resource(*id) : nullptr;
    return found ? std::optional(*found) : std::nullopt;
}

// Nothing typed is lost: it stands in the form, which now is drawn from what somebody else saved.
void take_newest(const Page& page, Draft& draft) {
    page.environment.database.read([&](db::Session& session) {
        const auto id = draft.resource.id;
        draft.meanwhile = staff::list_changes_since(session, page.id(), id, draft.resource.version);
        for (const auto& each : staff::list_resources(session, page.id()))
            if (each.id == id) draft.resource.version = each.version;
    });
}

}  // namespace

Response rooms(const Page& page) { return list_page(page, {}); }

Response add_room(const Page& page) {
    auto draft = read_draft(page, {});
    const auto made = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return staff::create_resource(tx, context, business, draft.resource, page.actor());
    });
    if (made) return back_to(rooms_path(page), "added");
    draft.wrong = pages::wrong_of(page, made.error());
    return list_page(page, draft);
}

Response move_room(const Page& page) {
    const auto moved = read_move(page.request.form);
    const auto id = moved ? base::parse_id<ResourceId>(moved->id) : std::nullopt;
    if (!id) return nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return staff::move_resource(tx, context, business, *id, base::parse_id<ResourceId>(moved->before),
                                    page.actor());
    });
    return done ? back_to_row(rooms_path(page), *moved) : nothing_here(page);
}

Response room(const Page& page) {
    const auto stored = find_room(page);
    return stored ? room_page(page, *stored, stored_draft(*stored)) : nothing_here(page);
}

Response save_room(const Page& page) {
    const auto stored = find_room(page);
    if (!stored) return nothing_here(page);
    auto draft = read_draft(page, *stored);
    const auto saved = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return staff::change_resource(tx, context, business, draft.resource, page.actor());
    });
    if (saved) return back_to(path_of(page, stored->id), "saved");
    draft.wrong = pages::wrong_of(page, saved.error());
    if (saved.error().code == "resource.changed_meanwhile") take_newest(page, draft);
    return room_page(page, *stored, draft);
}

Response delete_room(const Page& page) {
    const auto stored = find_room(page);
    if (!stored) return nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return staff::delete_resource(tx, context, business, stored->id, page.actor());
    });
    if (done) return back_to(rooms_path(page), "removed");
    auto draft = stored_draft(*stored);
    draft.wrong = pages::wrong_of(page, done.error());
    return room_page(page, *stored, draft);
}

}  // namespace office
