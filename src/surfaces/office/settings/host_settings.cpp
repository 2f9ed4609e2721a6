// Settings > Business > A host name of one's own, which the operator gives (FEATURES 8.14).
#include "businesses/host_request.h"
#include "businesses/standing.h"
#include "office/frame/settings.h"
#include "office/settings/settings_pages.h"

namespace office {
namespace {

using businesses::HostRequest;

// "book.example.org" of "https://book.example.org:8443".
std::string_view host_of(std::string_view origin) {
    const auto from = origin.find("://");
    const auto host = origin.substr(from == origin.npos ? 0 : from + 3);
    return host.substr(0, host.find(':'));
}

std::string when(const Page& page, Instant at) { return i18n::long_date(page.language, page.zone().day(at), 0); }

void fill_request(html::Values& values, const Page& page, const HostRequest& request) {
    if (request.refused_at) {
        auto& part = values.add("REFUSED");
        part.set("REFUSED_TEXT",
                 i18n::words(page.language, "The operator did not give you {host}.", {{"host", request.host}}));
        part.set("REFUSED_WHY", request.refused_why);
        return;
    }
    auto& part = values.add("WAITING");
    part.set("WAITING_TEXT",
             i18n::words(page.language, "You asked for {host} on {day}. The operator has not answered yet.",
                         {{"host", request.host}, {"day", when(page, request.asked_at)}}));
    part.set("WITHDRAW_ACTION", settings_path(page, "business/host/withdrawal"));
    part.set("WITHDRAW_TOKEN", form_token(page));
}

Response host_page(const Page& page, const std::string& typed, const Error* error = nullptr) {
    const auto request = page.environment.database.read(
        [&](db::Session& session) { return businesses::find_host_request(session, page.id()); });
    Form form{.action = settings_path(page, "business/host"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Ask for it");
    form.fields = {{.name = "host",
                    .label = i18n::words(page.language, "Host name"),
                    .hint = i18n::words(page.language, "Such as book.salon.example. It has to lead to {host}.",
                                        {{"host", std::string(host_of(page.request.origin))}}),
                    .value = typed,
                    .limit = 253,
                    .required = true}};
    if (error) form.wrong = pages::wrong_of(page, *error);
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/settings/settings_host", title, "settings", form.wrong.page_status()},
                  [&](html::Values& values) {
                      include_settings_head(values, page, "business");
                      values.set("BACK_URL", settings_path(page, "business"));
                      if (!page.business().standing.host.empty())
                          values.add("HAS").set("HAS_URL", businesses::base_of(page.business(), page.request.origin) +
                                                               pages::home_path(page));
                      if (request) fill_request(values, page, *request);
                      if (!request || request->refused_at) include_form(values.add("ASK"), "FORM", page, form);
                  });
}

}  // namespace

Response host_settings(const Page& page) { return host_page(page, {}); }

Response ask_for_host(const Page& page) {
    const auto typed = line(page.request.form, "host");
    const auto asked = page.environment.database.write([&](db::Tx& tx) {
        return businesses::ask_for_host(tx, {page.environment.clock, page.environment.registry}, page.id(),
                                        base::folded(typed), host_of(page.request.origin), page.actor());
    });
    if (!asked) return host_page(page, typed, &asked.error());
    return back_to(settings_path(page, "business/host"), "asked");
}

Response withdraw_host_request(const Page& page) {
    page.environment.database.write([&](db::Tx& tx) {
        businesses::withdraw_host_request(tx, {page.environment.clock, page.environment.registry}, page.id(),
                                          page.actor());
    });
    return back_to(settings_path(page, "business/host"), "saved");
}

}  // namespace office
