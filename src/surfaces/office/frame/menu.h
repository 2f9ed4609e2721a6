// Ways to what another feature shows in the menu, which may not be there.
#pragma once

#include "office/frame/page.h"

namespace office {

// The path of the MenuEntry of that key; nullopt where no feature has registered one.
std::optional<std::string> menu_path(const Page& page, std::string_view key);

}  // namespace office
