#include "office/frame/settings.h"

#include "businesses/setting_fields.h"
#include "office/frame/registered.h"

namespace office {

namespace {

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(" \r\n\t"), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

void read_setting(const Page& page, const std::string& name, bool& value) { value = ticked(page.request.form, name); }
// -1, which no such setting may be, for what is none.
void read_setting(const Page& page, const std::string& name, int& value) {
    if (page.request.form.has(name)) value = pages::whole_number<int>(line(page.request.form, name)).value_or(-1);
}
void read_setting(const Page& page, const std::string& name, std::string& value) {
    value = line(page.request.form, name);
}
// A zone that tzdata does not have leaves it as it is.
void read_setting(const Page& page, const std::string& name, Zone& value) {
    value = Zone::find(line(page.request.form, name)).value_or(value);
}
void read_setting(const Page& page, const std::string& name, businesses::Text& value) { value = read_text(page, name); }
void read_setting(const Page& page, const std::string& name, std::vector<std::string>& value) {
    value = split(text(page.request.form, name));
}
template <class Choice>
requires std::is_enum_v<Choice>
void read_setting(const Page& page, const std::string& name, Choice& value) {
    value = businesses::parse_choice(std::type_identity<Choice>{}, page.request.form.get(name)).value_or(value);
}
// What a page offers of a set is the page's to say.
template <class Value>
void read_setting(const Page&, const std::string&, std::set<Value>&) {}

}  // namespace

void read_settings(const Page& page, businesses::Business& business, std::initializer_list<std::string_view> names) {
    businesses::for_each_setting(business, [&](const auto& setting, auto& value) {
        if (std::ranges::find(names, setting.name) != names.end()) read_setting(page, std::string(setting.name), value);
    });
}

Result<void> save_settings(const Page& page, const businesses::Change& change) {
    return page.environment.database.write([&](db::Tx& tx) {
        return businesses::change_settings(tx, {page.environment.clock, page.environment.registry}, page.id(), change,
                                           page.actor());
    });
}

std::string settings_path(const Page& page, std::string_view key) {
    return fmt::format("{}/settings/{}", page.home(), key);
}

std::vector<const SettingsPage*> shown_settings(const Page& page) {
    std::vector<const SettingsPage*> out;
    for (const auto* each : pages::by_place<SettingsPage>(page))
        if (page.may(each->permission) && (!each->module || page.business().has(*each->module))) out.push_back(each);
    return out;
}

void include_settings_head(html::Values& values, const Page& page, std::string_view key) {
    html::Values head;
    for (const auto* each : shown_settings(page))
        head.add("TAB")
            .set("TAB_URL", settings_path(page, each->key))
            .set("TAB_TEXT", i18n::words(page.language, each->words))
            .show_if(key == each->key, "TAB_HERE");
    head.set("SEARCH_URL", settings_path(page, "search")).set("TYPED", line(page.request.query, "q"));
    include_done(head, page);
    values.include("SETTINGS_HEAD", "office/frame/settings_head", std::move(head));
}

http::Response settings_page(const Page& page, const SettingsFrame& frame, Form form,
                             const std::function<void(html::Values&)>& more) {
    form.action = settings_path(page, frame.key);
    form.token = form_token(page);
    form.submit = i18n::words(page.language, "Save");
    if (frame.error) {
        form.wrong = pages::wrong_of(page, *frame.error);
        name_text_fields(form.wrong.fields, page, frame.texts);
    }
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {frame.view, title, "settings", frame.error ? 422 : 200}, [&](html::Values& values) {
        include_settings_head(values, page, frame.key);
        include_form(values, "FORM", page, form);
        if (more) more(values);
    });
}

http::Response save_settings_page(const Page& page, std::string_view key, const businesses::Change& change,
                                  DrawSettings draw) {
    const auto saved = save_settings(page, change);
    if (saved) return back_to(settings_path(page, key), "saved");
    auto typed = page.business();
    change(typed);
    return draw(page, typed, &saved.error());
}

void add_text_fields(std::vector<Field>& fields, const Page& page, const std::string& name, const std::string& label,
                     const std::string& hint, const businesses::Text& text, std::size_t limit, bool one_line) {
    const auto& tags = page.business().languages;
    for (const auto& tag : tags) {
        const auto language = i18n::parse_language(tag);
        auto named = label;
        if (tags.size() > 1) named += " (" + (language ? std::string(i18n::native_name(*language)) : tag) + ")";
        fields.push_back({.kind = one_line ? Field::Kind::line : Field::Kind::area,
                          .name = name + "_" + tag,
                          .label = named,
                          .hint = tag == tags.front() ? hint : std::string(),
                          .value = text.in(tag),
                          .limit = limit});
    }
}

businesses::Text read_text(const Page& page, const std::string& name) {
    businesses::Text out;
    const auto& tags = page.business().languages;
    for (const auto& tag : tags) {
        auto typed = text(page.request.form, name + "_" + tag);
        if (tag == tags.front())
            out.fallback = std::move(typed);
        else if (!typed.empty() && typed != out.fallback)
            out.translations[tag] = std::move(typed);
    }
    return out;
}

void name_text_fields(std::vector<FieldError>& errors, const Page& page, const std::vector<std::string>& names) {
    for (auto& error : errors)
        for (const auto& name : names)
            if (error.field == name) error.field = name + "_" + page.business().languages.front();
}

}  // namespace office
