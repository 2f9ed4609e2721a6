// The page of one import, as it stands.
#pragma once

#include "imports/imports.h"
#include "office/frame/page.h"

namespace office::import_pages {

using ::imports::Context;
using ::imports::Import;

std::string path(const Page& page);
std::string path(const Page& page, const Import& import);
std::string name_of(const Page& page, const Import& import);

Response show(const Page& page, const Import& import, const Wrong& wrong);
// What the form about the columns sent.
::imports::Settings read_settings(const Page& page, const Import& import);

}  // namespace office::import_pages
