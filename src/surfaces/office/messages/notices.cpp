// What each of the staff is told of appointments, and how (FEATURES 6.8): their own, and others' by who manages the
// team.
#include "office/messages/notices.h"

#include "office/frame/menu.h"
#include "office/messages/messages.h"

#include <charconv>

namespace office {
namespace {

using notify::Choices;
using notify::NoticeKind;
using Kind = Field::Kind;

std::string field_of(NoticeKind kind) { return fmt::format("told_{}", notify::to_text(kind)); }

std::string hour_text(Minutes after_midnight) {
    return fmt::format("{:02}:{:02}", after_midnight.count() / 60, after_midnight.count() % 60);
}

// "18:00"; what is none is refused by the domain.
Minutes parse_hour(std::string_view text) {
    constexpr Minutes kNone{-1};
    const auto colon = text.find(':');
    if (colon == text.npos) return kNone;
    const auto number = [](std::string_view part) {
        int out = -1;
        const auto read = std::from_chars(part.data(), part.data() + part.size(), out);
        return read.ec == std::errc() && read.ptr == part.data() + part.size() && part.size() <= 2 ? out : -1;
    };
    const int hours = number(text.substr(0, colon)), minutes = number(text.substr(colon + 1));
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return kNone;
    return Minutes{hours * 60 + minutes};
}

Form form_of(const Page& page, std::string action, const Choices& choices, const Wrong& wrong) {
    const auto language = page.language;
    Form form{.action = std::move(action), .token = form_token(page)};
    form.submit = i18n::words(language, "Save");
    form.wrong = wrong;
    std::vector<Option> ways;
    for (const auto told : notify::kWaysToTell)
        ways.push_back({std::string(notify::to_text(told)), notify::name_of(language, told)});
    for (const auto kind : notify::kNoticeKinds)
        form.fields.push_back({.kind = Kind::select,
                               .name = field_of(kind),
                               .label = notify::name_of(language, kind),
                               .value = std::string(notify::to_text(choices.of(kind))),
                               .options = ways});
    form.fields.push_back({.name = "digest_at",
                           .label = i18n::words(language, "Time of the daily summary"),
                           .hint = i18n::words(language, "What is told once a day comes in one mail at this time, on "
                                                         "days when something has happened."),
                           .value = choices.digest_at < Minutes{0} ? "" : hour_text(choices.digest_at),
                           .type = "time",
                           .limit = 5,
                           .required = true});
    Field tongue{.kind = Kind::select,
                 .name = "notice_language",
                 .label = i18n::words(language, "Language of these mails"),
                 .value = choices.language};
    tongue.options.push_back({"", i18n::words(language, "the first of the business")});
    for (const auto each : i18n::languages)
        tongue.options.push_back({std::string(i18n::tag(each)), std::string(i18n::native_name(each))});
    form.fields.push_back(std::move(tongue));
    for (auto& error : form.wrong.fields)
        if (error.field == "language") error.field = "notice_language";
    return form;
}

Choices read_choices(const Page& page) {
    const auto& form = page.request.form;
    Choices out{.digest_at = parse_hour(line(form, "digest_at")), .language = line(form, "notice_language")};
    for (const auto kind : notify::kNoticeKinds)
        if (const auto told = notify::parse_told(form.get(field_of(kind)))) out.told[kind] = *told;
    return out;
}

Choices stored_choices(const Page& page, StaffId id) {
    return page.environment.database.read(
        [&](db::Session& session) { return notify::find_choices(session, page.id(), id); });
}

std::string person_path(const Page& page, StaffId id, std::string_view rest = {}) {
    return fmt::format("{}/people/{}{}", page.home(), base::to_text(id), rest);
}

struct View {
    const Choices* typed = nullptr;  // none: as it is stored
    Wrong wrong{};
};

Response notices_page(const Page& page, StaffId id, const View& view = {}) {
    const auto member = page.environment.database.read(
        [&](db::Session& session) { return accounts::staff::find(session, page.id(), id); });
    if (!member) return nothing_here(page);
    const bool own = id == page.who.id;
    const auto choices = view.typed ? *view.typed : stored_choices(page, id);
    const auto title = own ? i18n::words(page.language, "What you are told")
                           : i18n::words(page.language, "What {name} is told", {{"name", member->name}});
    return render(page, {"office/messages/notices", title, own ? "notices" : "people", view.wrong.page_status()},
                  [&](html::Values& values) {
                      include_done(values, page);
                      if (!own && menu_path(page, "people"))
                          values.add("PERSON").set("PERSON_URL", person_path(page, id)).set("NAME", member->name);
                      values.show(own ? "OWN" : "OTHERS");
                      if (member->email.empty())
                          values.show("NO_ADDRESS");
                      else
                          values.add("ADDRESS").set("ADDRESS_TEXT", member->email);
                      values.show_if(!page.environment.sends_mail, "NO_SERVER");
                      include_form(values, "FORM", page,
                                   form_of(page, own ? page.home() + "/notices" : person_path(page, id, "/notices"),
                                           choices, view.wrong));
                  });
}

Response save(const Page& page, StaffId id, std::string_view back) {
    const auto typed = read_choices(page);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return notify::choose(tx, {page.environment.clock, page.environment.registry}, page.id(), id, typed,
                              page.actor());
    });
    if (saved) return back_to(std::string(back), "saved");
    if (saved.error().fields.empty())
        return refuse(page, saved.error(), {page.home(), i18n::words(page.language, "To the appointments")});
    return notices_page(page, id, {&typed, pages::wrong_of(page, saved.error())});
}

}  // namespace

Form person_notices_form(const Page& page, StaffId id) {
    auto form = form_of(page, person_path(page, id, "/notices"), stored_choices(page, id), {});
    form.weight = Form::Weight::plain;
    return form;
}

Response notices(const Page& page) { return notices_page(page, page.who.id); }

Response save_notices(const Page& page) { return save(page, page.who.id, page.home() + "/notices"); }

Response person_notices(const Page& page) {
    const auto id = base::parse_id<StaffId>(page.request.param("id"));
    return id ? notices_page(page, *id) : nothing_here(page);
}

Response save_person_notices(const Page& page) {
    const auto id = base::parse_id<StaffId>(page.request.param("id"));
    if (!id) return nothing_here(page);
    return save(page, *id, person_path(page, *id, menu_path(page, "people") ? "" : "/notices"));
}

}  // namespace office
