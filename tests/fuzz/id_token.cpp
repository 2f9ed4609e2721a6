// What sign-in providers answer.
#include "fuzz/fuzz.h"
#include "openid/openid.h"

void fuzz(std::string_view bytes) {
    const auto line = bytes.find('\n');
    const auto keys = openid::read_keys(bytes.substr(0, line));
    const openid::Expected expected{"https://id.example", "client", "nonce", Instant{Seconds{1'800'000'000}}};
    // Nobody here holds a key, so nothing is signed.
    CHECK(!openid::check_id_token(line == bytes.npos ? bytes : bytes.substr(line + 1), keys, expected));
}
