// Rows of the communication log (FEATURES 5.23).
#pragma once

#include "notify/message.h"
#include "office/frame/page.h"

namespace office {

// Under {{>MESSAGES}}; the last one where there may be more.
std::optional<MessageId> include_messages(html::Values& values, const Page& page, const notify::MessageFilter& filter);

}  // namespace office
