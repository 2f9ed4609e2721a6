// Behind the link that is mailed to an address which an owner typed into a workflow: its reader agrees by a button, so
// that no program that follows links in mails does.
#include "notify/notice_address.h"
#include "office/frame/form.h"
#include "office/messages/messages.h"

namespace office {
namespace {

std::string token_of(const pages::Page& page) { return std::string(page.request.param("token")); }

Response told(const pages::Page& page, const std::string& title, const std::string& text, int status = 200) {
    return render_bare(page, {"office/messages/notice_address", title, "", status},
                       [&](html::Values& values) { values.set("TEXT", text); });
}

Response dead(const pages::Page& page) {
    return told(page, i18n::words(page.language, "This link no longer works"),
                i18n::words(page.language,
                            "It was used already, is too old, or a newer one has taken its place. {name} "
                            "can send you a new one.",
                            {{"name", page.name()}}),
                404);
}

Response ask(const pages::Page& page, const std::string& address, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "May messages come here?");
    return render_bare(
        page, {"office/messages/notice_address", title, "", wrong.page_status()}, [&](html::Values& values) {
            values.set("TEXT",
                       i18n::words(page.language,
                                   "{name} wants to send messages about its appointments to {address}. Nothing is "
                                   "sent there unless you agree.",
                                   {{"name", page.name()}, {"address", address}}));
            Form form{.action = fmt::format("{}/office/notice-address/{}", pages::home_path(page),
                                            base::percent_encoded(token_of(page))),
                      .token = bare_token(page)};
            form.submit = i18n::words(page.language, "Yes, send them here");
            form.wrong = wrong;
            include_form(values.add("ASKING"), "FORM", page, form);
        });
}

std::optional<std::string> find_address(const pages::Page& page) {
    return page.environment.database.read([&](db::Session& session) {
        return notify::find_notice_link(session, page.environment.clock, page.business().id, token_of(page));
    });
}

Response address_page(const pages::Page& page, const Wrong& wrong) {
    const auto address = find_address(page);
    return address ? ask(page, *address, wrong) : dead(page);
}

}  // namespace

Response notice_address(const pages::Page& page) { return address_page(page, {}); }

const FormHandler<pages::Page> confirm_notice_address(address_page, [](const pages::Page& page) -> Response {
    const auto confirmed = page.environment.database.write([&](db::Tx& tx) {
        return notify::confirm_address(tx, {page.environment.clock, page.environment.registry}, page.business().id,
                                       token_of(page));
    });
    if (!confirmed) return dead(page);
    return told(page, i18n::words(page.language, "Thank you"),
                i18n::words(page.language, "From now on messages of {name} come to {address}.",
                            {{"name", page.name()}, {"address", *confirmed}}));
});

}  // namespace office
