// What the pages of the settings share: the tabs, saving with its activity, and texts in several languages.
#pragma once

#include "businesses/settings.h"
#include "office/frame/form.h"

namespace office {

struct SettingsPage;

// The tabs, under {{>SETTINGS_HEAD}}; `key` is of the page that is shown.
void include_settings_head(html::Values& values, const Page& page, std::string_view key);
std::string settings_path(const Page& page, std::string_view key);

// The pages of the settings that the member may see, in their order.
std::vector<const SettingsPage*> shown_settings(const Page& page);

// A page of the settings that is one form, as it is stored or, with an error, as it was typed.
struct SettingsFrame {
    std::string_view view;  // "office/online/settings_booking"
    std::string_view key;   // of its SettingsPage
    const Error* error = nullptr;
    std::vector<std::string> texts{};  // its texts in several languages
};
http::Response settings_page(const Page& page, const SettingsFrame& frame, Form form,
                             const std::function<void(html::Values&)>& more = {});
using DrawSettings = http::Response (*)(const Page&, const businesses::Business& typed, const Error*);
// Saves what was typed, or draws it again with what is wrong.
http::Response save_settings_page(const Page& page, std::string_view key, const businesses::Change& change,
                                  DrawSettings draw);

// businesses::change_settings by the staff member who looks at the page.
Result<void> save_settings(const Page& page, const businesses::Change& change);

// One field for each language of the business.
void add_text_fields(std::vector<Field>& fields, const Page& page, const std::string& name, const std::string& label,
                     const std::string& hint, const businesses::Text& text, std::size_t limit, bool one_line = false);
businesses::Text read_text(const Page& page, const std::string& name);
// The settings of those names as the form sent them: choices, switches, numbers, lines, texts and lists of lines. What
// is no such choice leaves the setting as it is; a number that is none is 0.
void read_settings(const Page& page, businesses::Business& business, std::initializer_list<std::string_view> names);
// A text's error stands beside its first field.
void name_text_fields(std::vector<FieldError>& errors, const Page& page, const std::vector<std::string>& names);

}  // namespace office
