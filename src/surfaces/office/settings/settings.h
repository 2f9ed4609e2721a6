// What the pages of the settings share: the tabs, saving with its activity, and texts in several languages.
#pragma once

#include "businesses/settings.h"
#include "office/frame/form.h"

namespace office {

enum class SettingsTab { booking_page, customer_panel, embedding, branding, messages, staff, changes };
// Under {{>SETTINGS_HEAD}}.
void include_settings_head(html::Values& values, const Page& page, SettingsTab tab);

// businesses::change_settings by the staff member who looks at the page.
Result<void> save_settings(const Page& page, const businesses::Change& change);

// Settings > Appearance; what was typed wrong comes back with its error, a refused logo under the field "logo".
http::Response branding_page(const Page& page, const businesses::Business& business, const Error* error);
// The logo in force and the forms that change it, under {{>LOGO}} (logo_settings.cpp).
void include_logo(html::Values& values, const Page& page, const Error* error);

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
