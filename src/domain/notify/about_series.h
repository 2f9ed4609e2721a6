// The adaptor of series (adaptor.h). Internal to the domain.
#pragma once

#include "notify/adaptor.h"

namespace notify {

std::unique_ptr<const Adaptor> about_series();

}  // namespace notify
