// Settings > Messages: whom they come from.
#include "office/frame/settings.h"
#include "office/messages/messages.h"

namespace office {
namespace {

using businesses::Change;

std::vector<Field> fields_of(const Page& page, const businesses::CustomerSettings& settings) {
    const auto language = page.language;
    return {{.name = "sender_name",
             .label = i18n::words(language, "Sender's name"),
             .hint = i18n::words(language, "Left empty: {name}.", {{"name", page.name()}}),
             .value = settings.sender_name,
             .limit = 100},
            {.name = "reply_to",
             .label = i18n::words(language, "Answers go to"),
             .hint = i18n::words(language, "An e-mail address. Left empty: the one that customers reach you by."),
             .value = settings.reply_to,
             .type = "email",
             .limit = 254}};
}

Response messages_page(const Page& page, const businesses::Business& business, const Error* error = nullptr) {
    Form form;
    form.fields = fields_of(page, business.customer);
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

std::vector<Field> message_fields(const Page& page) { return fields_of(page, page.business().customer); }

Response message_settings(const Page& page) { return messages_page(page, page.business(), nullptr); }
Response save_message_settings(const Page& page) {
    return save_settings_page(page, "messages", messages_change(page), messages_page);
}

}  // namespace office
