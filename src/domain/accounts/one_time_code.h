// The codes of a second factor, whoever's it is: those of an authenticator app (RFC 6238: six digits, thirty seconds,
// SHA-1, which is what the apps know) and recovery codes; and the code that the console prints once.
#pragma once

#include "base/base.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace db {
class Session;
class Tx;
}  // namespace db

namespace accounts::codes {

std::string new_secret();  // bytes; stored sealed
struct Setup {
    std::string key;  // base 32, to type in
    std::string url;  // otpauth://totp/... for the QR code
};
Setup setup_of(const std::string& secret, std::string_view issuer, std::string_view account);
// The step whose code it is: this one, or one before or after, for clocks that differ. A step is good once.
std::optional<std::int64_t> step_of(const std::string& secret, std::string_view code, Instant now);

// Without what people put between the letters, in small ones.
std::string typed(std::string_view code);
bool is_recovery(std::string_view typed);
// Ten of 80 bits, as they are printed; `typed` makes of each what is stored hashed.
std::vector<std::string> new_recovery();

// A code that whoever reads the console types once, kept under `name` in the installation, sealed with `secret`. The
// same over restarts until it is used.
std::string keep_for_console(db::Tx& tx, std::string_view name, std::string_view secret);
bool is_kept_for_console(db::Session& session, std::string_view name);
void forget_for_console(db::Tx& tx, std::string_view name);
enum class Used { right, wrong, gone };  // gone: there is none, or somebody has used it meanwhile
Used use_from_console(db::Tx& tx, std::string_view name, std::string_view secret, std::string_view code);

}  // namespace accounts::codes
