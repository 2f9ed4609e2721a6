#include "accounts/staff_login.h"
#include "db/installation.h"

namespace accounts::staff {
namespace {

constexpr std::size_t kLetters = 16;  // 80 bits
constexpr std::string_view kName = "setup_code";

std::optional<std::string> stored(db::Session& session) { return db::installation::find(session, kName); }

bool has_login(db::Session& session) {
    return session.value<int>("select 1 from staff_logins where password_hash is not null limit 1").has_value();
}

std::string as_printed(std::string_view code) {
    return fmt::format("{}-{}-{}-{}", code.substr(0, 4), code.substr(4, 4), code.substr(8, 4), code.substr(12));
}

}  // namespace

std::optional<std::string> make_setup_code(db::Tx& tx, std::string_view secret) {
    if (has_login(tx)) {
        db::installation::erase(tx, kName);
        return std::nullopt;
    }
    if (const auto sealed = stored(tx))
        if (const auto code = base::open_seal(secret, *sealed)) return as_printed(*code);
    const auto code = base::new_token().substr(0, kLetters);
    db::installation::keep(tx, kName, base::seal(secret, code));
    return as_printed(code);
}

bool setup_is_open(db::Session& session) { return stored(session) && !has_login(session); }

Result<void> use_setup_code(db::Tx& tx, std::string_view secret, std::string_view code) {
    const auto sealed = stored(tx);
    if (!sealed || has_login(tx)) return conflict("setup.closed");
    std::string typed;
    for (const char c : code)
        if (c != ' ' && c != '-') typed += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto right = base::open_seal(secret, *sealed);
    if (!right || !base::equal_in_constant_time(typed, *right)) return invalid("setup.wrong_code");
    // Of two who have the right code one deletes it.
    if (!db::installation::erase_if(tx, kName, *sealed)) return conflict("setup.closed");
    return {};
}

}  // namespace accounts::staff
