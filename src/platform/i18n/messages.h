// The message codes that errors carry (base/result.h).
#pragma once

#include <span>
#include <string_view>

namespace i18n {

struct MessageCode {
    std::string_view code, text;
};
std::span<const MessageCode> message_codes();

}  // namespace i18n
