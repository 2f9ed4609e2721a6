// A service: one form in sections, and what is done with the whole.
#include "activity/activity_log.h"
#include "booking_page/choice.h"
#include "office/frame/booking_parts.h"
#include "office/services/service_form.h"

#include <nlohmann/json.hpp>

namespace office {
namespace {

using catalog::Service;

constexpr int kChangesRead = 100;

std::optional<Service> find_service(const Page& page) {
    const auto id = base::parse_id<ServiceId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return catalog::find_service(session, page.id(), *id, page.business().currency); });
}

std::string path_of(const Page& page, ServiceId id) { return services_path(page, "", id); }

// What others saved since that version, the latest last.
std::vector<activity::Recorded> changes_since(const Page& page, ServiceId id, std::int64_t version) {
    auto all = page.environment.database.read(
        [&](db::Session& session) { return activity::list_latest(session, page.id(), id.value, {}, kChangesRead); });
    std::ranges::reverse(all);
    std::erase_if(all, [&](const activity::Recorded& recorded) {
        return recorded.type != "service.changed" ||
               nlohmann::json::parse(recorded.data).value("version", std::int64_t{0}) <= version;
    });
    return all;
}

Form action_form(const Page& page, const Service& service, std::string what, std::string submit,
                 Form::Weight weight = Form::Weight::plain) {
    Form form{.action = path_of(page, service.id) + "/action", .token = form_token(page)};
    form.hidden = {{"do", std::move(what)}};
    form.submit = std::move(submit);
    form.weight = weight;
    return form;
}

void fill_doings(html::Values& values, const Page& page, const Service& service) {
    const auto language = page.language;
    include_form(values, "COPY_FORM", page, action_form(page, service, "copy", i18n::words(language, "Duplicate")));
    include_form(values, "SWITCH_FORM", page,
                 service.active ? action_form(page, service, "off", i18n::words(language, "Switch off"))
                                : action_form(page, service, "on", i18n::words(language, "Switch on")));
    include_form(
        values, "DELETE_FORM", page,
        action_form(page, service, "delete", i18n::words(language, "Delete the service"), Form::Weight::danger));
}

// Where customers find it.
void fill_ways(html::Values& values, const Page& page, const Service& service) {
    const auto path = booking_page::root_of(pages::home_path(page), service);
    const bool is_there =
        page.business().has(bookings::kBookingPage) && page.snapshot->may_choose(service, service.link_key);
    if (is_there) values.add("SEE").set("SEE_URL", path);
    if (!service.link_key.empty()) values.add("LINK").set("LINK_URL", page.request.origin + path);
}

Response service_page(const Page& page, const Service& stored, const ServiceForm& form) {
    const auto& title = page.text(stored.name);
    return render(
        page, {"office/services/service", title, "services", form.wrong.page_status()}, [&](html::Values& values) {
            include_done(values, page);
            values.set("LIST_URL", services_path(page)).set("ACTION", path_of(page, stored.id));
            values.set("TOKEN", form_token(page)).set("VERSION", form.service.version);
            values.show_if(!stored.active, "OFF");
            values.show_if(stored.active && !stored.nowhere && page.snapshot->providers_of(stored).empty(), "NOBODY");
            values.show_if(stored.active && stored.nowhere, "NOWHERE");
            pages::fill_notice(values, form.wrong);
            include_meanwhile(values, page, form.meanwhile);
            fill_ways(values, page, stored);
            include_sections(values, page, form);
            for (const auto* each : pages::by_place<ServiceCard>(page)) {
                auto& card = values.add("CARD").set("CARD_ID", each->key);
                card.set("CARD_HEADING", i18n::words(page.language, each->words));
                card.set("CARD_WHY", i18n::words(page.language, each->why));
                include_form(card, "CARD_FORM", page, each->form(page, stored.id));
            }
            fill_doings(values, page, stored);
        });
}

// Nothing typed is lost: it stands in the form, which now is drawn from what somebody else saved.
Response refuse_stale(const Page& page, const Service& stored, ServiceForm form) {
    form.meanwhile = changes_since(page, stored.id, form.service.version);
    form.service.version = stored.version;
    form.wrong = {{}, i18n::message(page.language, "service.changed_meanwhile"), 409};
    return service_page(page, stored, form);
}

Response save(const Page& page, const Service& stored) {
    auto form = read_service_form(page, stored);
    const auto saved = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::change_service(tx, context, business, form.service, page.actor());
    });
    if (saved) return back_to(path_of(page, stored.id), "saved");
    if (saved.error().code == "service.changed_meanwhile") {
        const auto newest = find_service(page);
        return newest ? refuse_stale(page, *newest, std::move(form)) : nothing_here(page);
    }
    take_errors(page, form, saved.error());
    return service_page(page, stored, form);
}

Response refused(const Page& page, const Service& stored, const Error& error) {
    auto form = stored_form(stored);
    form.wrong = {{}, pages::sentence(page, error), http::status_of(error.fault)};
    return service_page(page, stored, form);
}

Response copy(const Page& page, const Service& stored) {
    const auto made = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        return catalog::duplicate_service(tx, context, business, stored.id, page.actor());
    });
    return made ? back_to(path_of(page, *made), "added") : refused(page, stored, made.error());
}

Response act(const Page& page, const Service& stored) {
    const auto what = page.request.form.get("do");
    if (what == "copy") return copy(page, stored);
    if (what != "on" && what != "off" && what != "delete") return nothing_here(page);
    const auto done = write(page, [&](db::Tx& tx, const auto& context, BusinessId business) {
        if (what == "delete") return catalog::delete_service(tx, context, business, stored.id, page.actor());
        return catalog::set_active(tx, context, business, stored.id, what == "on", page.actor());
    });
    if (!done) return refused(page, stored, done.error());
    return what == "delete" ? back_to(services_path(page), "removed") : back_to(path_of(page, stored.id), "saved");
}

}  // namespace

Response service(const Page& page) {
    const auto stored = find_service(page);
    return stored ? service_page(page, *stored, stored_form(*stored)) : nothing_here(page);
}

Response save_service(const Page& page) {
    const auto stored = find_service(page);
    return stored ? save(page, *stored) : nothing_here(page);
}

Response do_service(const Page& page) {
    const auto stored = find_service(page);
    return stored ? act(page, *stored) : nothing_here(page);
}

}  // namespace office
