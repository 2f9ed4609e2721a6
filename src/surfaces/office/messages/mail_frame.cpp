#include "office/messages/mail_frame.h"

namespace office {
namespace {

// A mail brings styles of its own, so they are allowed here, where no script is and the page has no origin.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox";

}  // namespace

http::Response mail_frame(const Page& page, const MailShown& mail) {
    html::Values values;
    values.set("LANG", i18n::tag(page.language)).set("CSS", html::asset("app.css"));
    values.set("OFFICE_CSS", html::asset("office.css"));
    for (const auto& fault : mail.faults) values.add("FAULT").set("FAULT_TEXT", fault);
    if (mail.faults.empty()) {
        auto& shown = values.add("MAIL").set("SUBJECT", mail.subject);
        if (!mail.html.empty()) shown.add("HTML").set("HTML_SOURCE", mail.html);
        shown.add(mail.html.empty() ? "TEXT" : "TEXT_TOO").set("TEXT_SHOWN", mail.text);
    }
    auto response = http::html(page.environment.pages.render("office/messages/mail_frame", page.language, values));
    response.set("Content-Security-Policy", std::string(kPolicy));
    response.set("Cache-Control", "no-store");
    response.set("Referrer-Policy", "no-referrer");
    response.set("X-Robots-Tag", "noindex, nofollow");
    return response;
}

}  // namespace office
