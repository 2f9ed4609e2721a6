// A mail as it looks, in a frame of its own where nothing of it can run or reach out of it.
#pragma once

#include "office/frame/page.h"

namespace office {

struct MailShown {
    std::string subject, html, text;
    std::vector<std::string> faults{};  // instead of a mail
};
http::Response mail_frame(const Page& page, const MailShown& mail);

}  // namespace office
