// Passkeys: what a browser answers when one is made or used (Web Authentication Level 2, sections 7.1 and 7.2). No
// attestation is asked for, so none is looked at: who made the device is nobody's business here.
//
// The person has always been verified by the device (a finger, a face, a code), so a passkey is two factors in one.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace webauthn {

inline constexpr std::size_t kLongestId = 1023;           // bytes of a credential's id (CTAP 2)
inline constexpr std::size_t kLongestAnswer = 32 * 1024;  // bytes of each part of an answer

// Where it is made and used: passkeys of one host are none of another.
struct Place {
    std::string host;    // the RP ID, "book.example.org"
    std::string origin;  // "https://book.example.org"
};
// Of an origin as browsers write it; an empty host where it is none.
Place place_of(std::string_view origin);

struct Credential {
    std::string id;          // bytes
    std::string public_key;  // COSE_Key (RFC 9053), as it came
    std::uint32_t counter = 0;
    bool synced = false;  // may be on several devices of the person
};

enum class Wrong : std::uint8_t {
    malformed,
    type,          // made instead of used, or the other way round
    challenge,     // not ours
    origin,        // another site, or a page inside another site's
    place,         // for another host
    presence,      // nobody was there
    verification,  // the device did not verify who was
    algorithm,     // none that we offered
    signature,
    counter,  // lower than before: perhaps there are two of it
};
std::string_view to_text(Wrong wrong);

// All arguments are bytes, decoded. `challenge`: the one that the browser was given.
std::expected<Credential, Wrong> check_registration(const Place& place, std::string_view challenge,
                                                    std::string_view client_data, std::string_view attestation);

struct Answer {
    std::string_view client_data, authenticator_data, signature;
};
// The counter to be stored.
std::expected<std::uint32_t, Wrong> check_assertion(const Place& place, std::string_view challenge,
                                                    const Credential& credential, const Answer& answer);

// The challenge that an answer says it is to, to look it up by; empty where it says none.
std::string challenge_in(std::string_view client_data);

}  // namespace webauthn
