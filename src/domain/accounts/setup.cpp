#include "accounts/one_time_code.h"
#include "accounts/staff_login.h"

namespace accounts::staff {
namespace {

constexpr std::string_view kName = "setup_code";

bool has_login(db::Session& session) {
    return session.value<int>("select 1 from staff_logins where password_hash is not null limit 1").has_value();
}

}  // namespace

std::optional<std::string> make_setup_code(db::Tx& tx, std::string_view secret) {
    if (!has_login(tx)) return codes::keep_for_console(tx, kName, secret);
    codes::forget_for_console(tx, kName);
    return std::nullopt;
}

bool setup_is_open(db::Session& session) { return codes::is_kept_for_console(session, kName) && !has_login(session); }

Result<void> use_setup_code(db::Tx& tx, std::string_view secret, std::string_view code) {
    if (has_login(tx)) return conflict("setup.closed");
    switch (codes::use_from_console(tx, kName, secret, code)) {
        case codes::Used::right: return {};
        case codes::Used::wrong: return invalid("setup.wrong_code");
        case codes::Used::gone: break;
    }
    return conflict("setup.closed");
}

}  // namespace accounts::staff
