#include "mail/mail.h"

#include <gtest/gtest.h>

namespace mail {
namespace {

using namespace std::chrono_literals;

std::string refusal(std::string_view url) {
    const auto server = parse_server(url);
    return server ? "accepted" : server.error().code;
}

TEST(ServerAddress, DemandsStarttlsUnlessToldOtherwise) {
    const auto server =
        parse_server("smtp://anna%40lind.example:p%3Ass%25@mail.example:2525?helo=book.example&timeout=7");
    ASSERT_TRUE(server);
    EXPECT_EQ(server->host, "mail.example");
    EXPECT_EQ(server->port, 2525);
    EXPECT_EQ(server->security, Security::starttls);
    EXPECT_EQ(server->user, "anna@lind.example");
    EXPECT_EQ(server->password, "p:ss%");
    EXPECT_EQ(server->helo, "book.example");
    EXPECT_EQ(server->timeout, 7s);
    EXPECT_EQ(server->connect_timeout, 7s);
}

TEST(ServerAddress, HasTheUsualPorts) {
    EXPECT_EQ(parse_server("smtp://mail.example")->port, 587);
    EXPECT_EQ(parse_server("smtps://mail.example/")->port, 465);
    EXPECT_EQ(parse_server("smtps://mail.example")->security, Security::tls);
    EXPECT_EQ(parse_server("smtp://[::1]:25?security=none")->host, "::1");
    EXPECT_EQ(parse_server("smtp://[::1]:25?security=none")->port, 25);
}

TEST(ServerAddress, RefusesWhatIsNone) {
    for (const auto* const bad :
         {"", "mail.example", "http://mail.example", "smtp://", "smtp://:25", "smtp://mail.example:0",
          "smtp://mail.example:99999", "smtp://mail.example:25x", "smtp://user@mail.example", "smtp://:pw@mail.example",
          "smtp://u:%0d%0a@mail.example", "smtp://u:%zz@mail.example", "smtp://a b", "smtp://mail.example/path",
          "smtp://[::1", "smtp://[mail.example]", "smtp://mail.example\r\n"})
        EXPECT_EQ(refusal(bad), "mail.server_form") << bad;
    for (const auto* const bad : {"smtp://m?security=perhaps", "smtps://m?security=none", "smtp://m?helo=a%20b",
                                  "smtp://m?x=1", "smtp://m?timeout=0", "smtp://m?helo", "smtp://m?ca="})
        EXPECT_EQ(refusal(bad), "mail.server_option") << bad;
}

TEST(ServerAddress, SendsNoPasswordUnencryptedToAnotherMachine) {
    EXPECT_EQ(refusal("smtp://u:p@mail.example?security=none"), "mail.server_password");
    EXPECT_EQ(refusal("smtp://u:p@127.0.0.1.example?security=none"), "mail.server_password");
    EXPECT_EQ(refusal("smtp://u:p@127.0.0.1:1025?security=none"), "accepted");
    EXPECT_EQ(refusal("smtp://mail.example?security=none"), "accepted");
}

TEST(ServerAddress, TellsWhenOthersCanReadTheMails) {
    EXPECT_TRUE(is_readable_on_the_way(*parse_server("smtp://mail.example?security=none")));
    EXPECT_FALSE(is_readable_on_the_way(*parse_server("smtp://localhost?security=none")));
    EXPECT_FALSE(is_readable_on_the_way(*parse_server("smtp://mail.example")));
    EXPECT_FALSE(is_readable_on_the_way(*parse_server("smtps://mail.example")));
}

TEST(ServerAddress, IsToldToPeopleWithoutThePassword) {
    EXPECT_EQ(describe(*parse_server("smtp://u:geheim@mail.example")), "smtp://u@mail.example:587");
    EXPECT_EQ(describe(*parse_server("smtps://[::1]")), "smtps://[::1]:465");
    EXPECT_EQ(describe(*parse_server("smtp://localhost:1025?security=none")), "smtp://localhost:1025?security=none");
}

}  // namespace
}  // namespace mail
