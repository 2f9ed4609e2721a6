// A provider of OpenID Connect, and one that is shaped like Facebook, on this machine, which lie as they are told.
#pragma once

#include "openid/openid.h"
#include "outgoing/test_listener.h"
#include "signing/test_key.h"

#include <nlohmann/json.hpp>

namespace openid::test {

inline std::string http_answer(int status, const std::string& body) {
    return fmt::format("HTTP/1.1 {} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", status,
                       body.size(), body);
}

class FakeProvider {
public:
    FakeProvider() : listener_([this](const std::string& request) { return answer(request); }) {
        claims = {
            {"iss", issuer()},        {"aud", "client-1"},    {"sub", "subject-1"},   {"email", "anna@example.com"},
            {"email_verified", true}, {"given_name", "Anna"}, {"family_name", "Berg"}};
    }

    std::string issuer() const { return listener_.url(); }
    Client client() const { return {issuer(), "client-1", "secret-1", "https://book.example.org/back"}; }
    std::string asked() const { return listener_.asked(); }

    // What it says; changed by tests before it is asked.
    nlohmann::json claims, document = nlohmann::json::object();
    nlohmann::json header{{"alg", "ES256"}, {"kid", "key-1"}};
    std::string kid = "key-1";
    signing::test::Key key{signing::Algorithm::es256};
    Instant now{Seconds{1'800'000'000}};
    std::string nonce;
    int token_status = 200;
    std::string token_error = "invalid_grant";
    bool without_signature = false;

    std::string token() const {
        auto said = claims;
        if (!said.contains("nonce")) said["nonce"] = nonce;
        if (!said.contains("iat")) said["iat"] = now.time_since_epoch().count();
        if (!said.contains("exp")) said["exp"] = now.time_since_epoch().count() + 300;
        const auto text = signing::base64url(header.dump()) + "." + signing::base64url(said.dump());
        return text + "." + (without_signature ? "" : signing::base64url(key.sign_raw(text)));
    }
    std::string keys() const {
        return nlohmann::json{{"keys",
                               {{{"kty", "EC"},
                                 {"crv", "P-256"},
                                 {"kid", kid},
                                 {"use", "sig"},
                                 {"x", signing::base64url(key.x())},
                                 {"y", signing::base64url(key.y())}}}}}
            .dump();
    }

private:
    std::string answer(const std::string& request) const {
        const auto asked_for = [&](const char* path) {
            return request.substr(0, request.find('\r')).find(path) != std::string::npos;
        };
        if (asked_for("/.well-known/openid-configuration")) {
            nlohmann::json out{{"issuer", issuer()},
                               {"authorization_endpoint", issuer() + "/authorize"},
                               {"token_endpoint", issuer() + "/token"},
                               {"jwks_uri", issuer() + "/keys"}};
            out.update(document);
            return http_answer(200, out.dump());
        }
        if (asked_for("/keys")) return http_answer(200, keys());
        if (asked_for("/token") && !asked_for("access_token"))
            return token_status == 200
                       ? http_answer(200, nlohmann::json{{"access_token", "a"}, {"id_token", token()}}.dump())
                       : http_answer(token_status, nlohmann::json{{"error", token_error}}.dump());
        if (asked_for("/oauth/access_token"))
            return request.find("client_secret=secret-1") != std::string::npos
                       ? http_answer(200, R"({"access_token":"graph-token"})")
                       : http_answer(400, R"({"error":{"code":1,"message":"Error validating client secret."}})");
        if (asked_for("/me?")) {
            const auto proof = signing::hex(signing::hmac_sha256("secret-1", "graph-token"));
            if (request.find("appsecret_proof=" + proof) == std::string::npos)
                return http_answer(400, R"({"error":{"code":100}})");
            nlohmann::json me{{"id", claims.at("sub")}, {"first_name", "Anna"}, {"last_name", "Berg"}};
            if (claims.contains("email")) me["email"] = claims.at("email");
            return http_answer(200, me.dump());
        }
        return http_answer(404, "{}");
    }

    outgoing::test::Listener listener_;
};

}  // namespace openid::test
