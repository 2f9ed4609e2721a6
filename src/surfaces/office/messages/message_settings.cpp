// Settings > Messages: whom they come from.
#include "office/frame/settings.h"
#include "office/messages/messages.h"

namespace office {
namespace {

using businesses::Change;

Response messages_page(const Page& page, const businesses::Business& business, const Error* error = nullptr) {
    const auto language = page.language;
    Form form;
    form.fields = {
        {.name = "sender_name",
         .label = i18n::words(language, "Sender's name"),
         .hint = i18n::words(language, "Left empty: {name}.", {{"name", page.name()}}),
         .value = business.customer.sender_name,
         .limit = 100},
        {.name = "reply_to",
         .label = i18n::words(language, "Answers go to"),
         .hint = i18n::words(language, "An e-mail address. Left empty: the one that customers reach you by."),
         .value = business.customer.reply_to,
         .type = "email",
         .limit = 254}};
    return settings_page(page, {"office/messages/settings_messages", "messages", error}, form,
                         [&](html::Values& values) {
                             values.set("WORKFLOWS_URL", page.home() + "/workflows");
                             values.set("TEMPLATES_URL", page.home() + "/templates");
                         });
}

Change messages_change(const Page& page) {
    return [&page](businesses::Business& business) { read_settings(page, business, {"sender_name", "reply_to"}); };
}

}  // namespace

Response message_settings(const Request& request, Environment& environment) {
    return as_staff(request, environment,
                    [](const Page& page) { return messages_page(page, page.business(), nullptr); });
}
Response save_message_settings(const Request& request, Environment& environment) {
    return posted(request, environment, [](const Page& page) {
        return save_settings_page(page, "messages", messages_change(page), messages_page);
    });
}

}  // namespace office
