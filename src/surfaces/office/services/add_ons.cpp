// Add-ons: what customers choose with a service, for a longer and dearer appointment.
#include "catalog/add_ons.h"
#include "i18n/amount.h"
#include "office/frame/settings.h"
#include "office/services/offer_pages.h"

namespace office {
namespace {

using catalog::AddOn;
using catalog::AddOnId;
using Kind = Field::Kind;

std::string add_ons_path(const Page& page) { return services_path(page, "/add-ons"); }
std::string path_of(const Page& page, AddOnId id) { return services_path(page, "/add-ons", id); }

// An add-on as stored or as typed.
struct Draft {
    AddOn add_on;
    std::string duration = "15", price{};
    Wrong wrong{};
};

Draft stored_draft(const Page& page, const AddOn& add_on) {
    return {add_on, std::to_string(add_on.duration.count()), i18n::amount(page.language, add_on.price)};
}

// A new one can be chosen with every service until staff say otherwise.
Draft new_draft(const Page& page) {
    Draft out;
    for (const auto& service : page.snapshot->services) out.add_on.services.push_back(service.id);
    return out;
}

Draft read_draft(const Page& page, const AddOn& stored) {
    const auto& form = page.request.form;
    Draft out{stored, line(form, "duration"), line(form, "price")};
    auto& add_on = out.add_on;
    add_on.version = std::max(0, typed_number(form, "version"));
    add_on.name = read_text(page, "name");
    add_on.description = read_text(page, "description");
    add_on.duration = out.duration.empty() ? Minutes{0} : typed_minutes(form, "duration");
    add_on.price.amount = out.price.empty() ? 0 : i18n::parse_amount(out.price, page.business().currency).value_or(-1);
    add_on.active = ticked(form, "active");
    add_on.services.clear();
    for (const auto& service : page.snapshot->services)
        if (ticked(form, "service_" + base::to_text(service.id))) add_on.services.push_back(service.id);
    return out;
}

Field services_field(const Page& page, const AddOn& add_on) {
    Field out{.kind = Kind::checks, .name = "service", .label = i18n::words(page.language, "Offered with")};
    out.hint = i18n::words(page.language, "One that takes time is not offered with services that have several places.");
    for (const auto& service : page.snapshot->services)
        out.options.push_back({base::to_text(service.id), page.text(service.name)});
    for (const auto id : add_on.services) out.chosen.insert(base::to_text(id));
    return out;
}

Form form_of(const Page& page, const Draft& draft, std::string action, std::string submit) {
    const auto language = page.language;
    Form form{.action = std::move(action), .token = form_token(page)};
    form.submit = std::move(submit);
    form.wrong = draft.wrong;
    name_text_fields(form.wrong.fields, page, {"name", "description"});
    form.hidden = {{"version", std::to_string(draft.add_on.version)}};
    add_text_fields(form.fields, page, "name", i18n::words(language, "Name"), {}, draft.add_on.name,
                    catalog::kLongestName, true);
    form.fields.front().required = true;
    add_text_fields(form.fields, page, "description", i18n::words(language, "Description"), {},
                    draft.add_on.description, catalog::kLongestDescription);
    form.fields.push_back({.name = "duration",
                           .label = i18n::words(language, "Extra minutes"),
                           .hint = i18n::words(language, "The appointment takes so much longer. 0 for none."),
                           .value = draft.duration,
                           .limit = 6});
    form.fields.push_back(
        {.name = "price",
         .label = i18n::words(language, "Price in {currency}", {{"currency", page.business().currency}}),
         .hint = i18n::words(language, "On top of the price of the service. Empty: nothing."),
         .value = draft.price,
         .limit = 20});
    if (!page.snapshot->services.empty()) form.fields.push_back(services_field(page, draft.add_on));
    form.fields.push_back({.kind = Kind::toggle,
                           .name = "active",
                           .label = i18n::words(language, "Can be booked"),
                           .value = draft.add_on.active ? "yes" : ""});
    return form;
}

std::string facts(const Page& page, const AddOn& add_on) {
    auto out = pages::add_on_facts(page, add_on.duration, add_on.price);
    const auto n = static_cast<std::int64_t>(add_on.services.size());
    if (!out.empty()) out += " · ";
    return out + (n == 0 ? i18n::words(page.language, "with no service")
                         : i18n::count(page.language, "with {n} service", "with {n} services", n));
}

Response list_page(const Page& page, const Draft& draft) {
    const auto& add_ons = page.snapshot->add_ons;
    const auto title = i18n::words(page.language, "Services");
    return render(page, {"office/services/add_ons", title, "services", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      include_offer_head(values, page, "/add-ons");
                      values.show_if(add_ons.empty(), "NONE").show_if(draft.wrong.any() || add_ons.empty(), "ADD_OPEN");
                      include_form(values, "ADD_FORM", page,
                                   form_of(page, draft, add_ons_path(page), i18n::words(page.language, "Add")));
                      std::vector<Ordered> rows;
                      for (const auto& each : add_ons)
                          rows.push_back({base::to_text(each.id), page.text(each.name), facts(page, each),
                                          path_of(page, each.id), !each.active});
                      include_ordered(values, page, add_ons_path(page), rows);
                  });
}

Response add_on_page(const Page& page, const AddOn& stored, const Draft& draft) {
    return render(page, {"office/services/add_on", page.text(stored.name), "services", draft.wrong.page_status()},
                  [&](html::Values& values) {
                      include_done(values, page);
                      values.set("LIST_URL", add_ons_path(page)).show_if(!stored.active, "OFF");
                      include_form(values, "FORM", page,
                                   form_of(page, draft, path_of(page, stored.id), i18n::words(page.language, "Save")));
                      Form remove{.action = path_of(page, stored.id) + "/action", .token = form_token(page)};
                      remove.submit = i18n::words(page.language, "Delete");
                      remove.weight = Form::Weight::danger;
                      include_form(values, "DELETE_FORM", page, remove);
                  });
}

std::optional<AddOn> find_add_on(const Page& page) {
    const auto id = base::parse_id<AddOnId>(page.request.param("id"));
    const auto found = id ? std::ranges::find(page.snapshot->add_ons, *id, &AddOn::id) : page.snapshot->add_ons.end();
    return found == page.snapshot->add_ons.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

Response add_ons(const Page& page) { return list_page(page, new_draft(page)); }

Response add_add_on(const Page& page) {
    auto draft = read_draft(page, {});
    const auto made = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::create_add_on(tx, context, business, draft.add_on, page.actor());
    });
    if (made) return back_to(add_ons_path(page), "added");
    draft.wrong = pages::wrong_of(page, made.error());
    return list_page(page, draft);
}

Response move_add_on(const Page& page) {
    const auto moved = read_move(page.request.form);
    const auto id = moved ? base::parse_id<AddOnId>(moved->id) : std::nullopt;
    if (!id) return nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::move_add_on(tx, context, business, *id, base::parse_id<AddOnId>(moved->before), page.actor());
    });
    return done ? back_to_row(add_ons_path(page), *moved) : nothing_here(page);
}

Response add_on(const Page& page) {
    const auto stored = find_add_on(page);
    return stored ? add_on_page(page, *stored, stored_draft(page, *stored)) : nothing_here(page);
}

// Saved once more, what was typed stands, knowing that somebody else had saved meanwhile.
Response save_add_on(const Page& page) {
    const auto stored = find_add_on(page);
    if (!stored) return nothing_here(page);
    auto draft = read_draft(page, *stored);
    const auto saved = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::change_add_on(tx, context, business, draft.add_on, page.actor());
    });
    if (saved) return back_to(path_of(page, stored->id), "saved");
    draft.wrong = pages::wrong_of(page, saved.error());
    if (saved.error().code == "add_on.changed_meanwhile") draft.add_on.version = stored->version;
    return add_on_page(page, *stored, draft);
}

Response delete_add_on(const Page& page) {
    const auto stored = find_add_on(page);
    if (!stored) return nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::delete_add_on(tx, context, business, stored->id, page.actor());
    });
    return done ? back_to(add_ons_path(page), "removed") : nothing_here(page);
}

}  // namespace office
