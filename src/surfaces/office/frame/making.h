// Long work on a page: how far it is, and the way to stop it. The page asks for itself every few seconds meanwhile.
#pragma once

#include "office/frame/page.h"

namespace office {

struct Making {
    std::string here, stop;  // addresses: of the page, and of the form that stops it
    std::int64_t done = 0, all = 1;
    std::string words;  // how far it is
};
// Under {{>MAKING}}.
void include_making(html::Values& values, const Page& page, const Making& making);

}  // namespace office
