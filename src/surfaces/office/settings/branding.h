// Settings > Appearance, whose logo is changed by forms of its own.
#pragma once

#include "office/frame/settings.h"

namespace office {

// What was typed wrong comes back with its error, a refused logo under the field "logo".
http::Response branding_page(const Page& page, const businesses::Business& business, const Error* error);
// The logo in force and the forms that change it, under {{>LOGO}} (logo_settings.cpp).
void include_logo(html::Values& values, const Page& page, const Error* error);

}  // namespace office
