// What staff write to all who have a place in a group: who gets it and who cannot be reached, then the text.
#include "bookings/once.h"
#include "notify/written.h"
#include "office/frame/menu.h"
#include "office/groups/group_page.h"

#include <nlohmann/json.hpp>

namespace office {
namespace {

notify::WrittenReaders readers(const Page& page, const Group& group) {
    return page.environment.database.read(
        [&](db::Session& session) { return notify::readers_of(session, page.snapshot, group.bookings, page.now); });
}

Form message_form(const Page& page, const Group& group, const notify::WrittenReaders& to, const Wrong& wrong) {
    const auto language = page.language;
    const auto& sent = page.request.form;
    Form form{.action = group_path(page, group.appointment.id, "/message"), .token = form_token(page)};
    form.submit = i18n::count(language, "Send it to {n} person", "Send it to {n} people",
                              static_cast<std::int64_t>(to.reached.size()));
    form.wrong = wrong;
    const auto key = sent.get("key");
    form.hidden = {{"key", key.empty() ? base::new_token() : std::string(key)}};
    form.fields = {{.name = "subject",
                    .label = i18n::words(language, "Subject"),
                    .value = line(sent, "subject"),
                    .limit = notify::kLongestWrittenSubject,
                    .required = true},
                   {.kind = Field::Kind::area,
                    .name = "text",
                    .label = i18n::words(language, "Message"),
                    .hint = i18n::words(language, "What it is about, your name and how to reach you stand below it."),
                    .value = text(sent, "text"),
                    .limit = notify::kLongestWritten,
                    .required = true,
                    .rows = 8}};
    return form;
}

Response message_page(const Page& page, const Group& group, const Wrong& wrong = {}) {
    const auto to = readers(page, group);
    const auto title = i18n::words(page.language, "Write to all");
    return render(page, {"office/groups/group_message", title, "groups", wrong.page_status()},
                  [&](html::Values& values) {
                      if (menu_path(page, "groups"))
                          values.add("BACK")
                              .set("BACK_URL", group_path(page, group.appointment.id))
                              .set("BACK_NAME", group_name(page, group));
                      if (!page.environment.sends_mail) values.show("NO_SERVER");
                      if (!to.not_reached.empty()) {
                          auto& missing = values.add("MISSING");
                          for (const auto& booking : to.not_reached) {
                              auto& row = missing.add("ROW").set("NAME", person_of(page, booking));
                              if (!booking.phone.empty())
                                  row.add("PHONE")
                                      .set("PHONE_DIAL", booking.phone)
                                      .set("PHONE_TEXT", base::phone_for_reading(booking.phone));
                          }
                      }
                      if (to.reached.empty()) return void(values.show("NOBODY"));
                      auto& some = values.add("SOME");
                      for (const auto& reader : to.reached)
                          some.add("READER")
                              .set("NAME", reader.name)
                              .set("ADDRESS", reader.address)
                              .show_if(!reader.trouble.empty(), "REFUSED");
                      include_form(some, "MESSAGE_FORM", page, message_form(page, group, to, wrong));
                  });
}

}  // namespace

Response group_message(const Page& page) {
    const auto found = find_group(page);
    return found ? message_page(page, *found) : nothing_here(page);
}

Response write_to_group(const Page& page) {
    const auto found = find_group(page);
    if (!found) return nothing_here(page);
    const auto& form = page.request.form;
    const notify::Written written{line(form, "subject"), text(form, "text")};
    auto& environment = page.environment;
    const auto id = found->appointment.id;
    const bookings::Once once(environment.secret, "desk", form.get("key"),
                              nlohmann::json{base::to_text(id), written.subject, written.text}.dump());
    const auto sent = environment.database.write([&](db::Tx& tx) -> Result<std::string> {
        auto earlier = once.earlier(tx, page.id());
        if (!earlier) return std::unexpected(earlier.error());
        if (*earlier) return **earlier;
        const auto count = notify::write_to_group(tx, environment.context(), page.request.origin, page.id(), id,
                                                  written, environment.sends_mail, page.actor());
        if (!count) return std::unexpected(count.error());
        once.remember(tx, page.id(), page.now, std::to_string(*count));
        return std::to_string(*count);
    });
    if (sent) return back_to(group_path(page, id), "written");
    return message_page(page, *found, pages::wrong_of(page, sent.error()));
}

}  // namespace office
