// Encryption, passwords and certificates, against a mail server that somebody else wrote (npm's smtp-server).
#include "mail/mail.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace mail {
namespace {

using namespace std::chrono_literals;
using Kind = Outcome::Kind;

constexpr auto from = "post@studiolind.example", anna = "anna@example.com";

// A key, and a certificate for 127.0.0.1 that nobody has signed but itself.
struct Certificate {
    std::filesystem::path folder;

    Certificate() {
        std::string name = std::filesystem::temp_directory_path() / "timebok-tls-XXXXXX";
        if (!::mkdtemp(name.data())) throw std::runtime_error("no folder for the certificate");
        folder = name;
        const auto command = fmt::format(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 "
            "-addext subjectAltName=IP:127.0.0.1 -keyout {0}/key.pem -out {0}/certificate.pem 2>{0}/log",
            name);
        if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
    }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;
    ~Certificate() { std::filesystem::remove_all(folder); }

    std::string file(const char* name) const { return folder / name; }
};

class NodeServer {
public:
    NodeServer(const char* mode, const Certificate& certificate) {
        int in[2], out[2];
        if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        std::array<std::string, 7> words{"node",
                                         TIMEBOK_SMTP_SERVER,
                                         mode,
                                         certificate.file("key.pem"),
                                         certificate.file("certificate.pem"),
                                         "lind",
                                         "geheim"};
        std::array<char*, 8> arguments{};
        for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
        if (::posix_spawnp(&pid_, "node", &actions, nullptr, arguments.data(), environ) != 0)
            throw std::runtime_error("node does not start");
        posix_spawn_file_actions_destroy(&actions);
        ::close(in[0]);
        ::close(out[1]);
        input_ = in[1];
        output_ = ::fdopen(out[0], "r");
        port_ = std::stoi(line());
    }
    NodeServer(const NodeServer&) = delete;
    NodeServer& operator=(const NodeServer&) = delete;
    ~NodeServer() {
        ::close(input_);
        ::waitpid(pid_, nullptr, 0);
        std::fclose(output_);
    }

    int port() const { return port_; }
    // What it prints next.
    std::string line() {
        std::string out;
        for (int c = std::fgetc(output_); c != EOF && c != '\n'; c = std::fgetc(output_)) out += static_cast<char>(c);
        return out;
    }

private:
    pid_t pid_ = 0;
    int input_ = -1, port_ = 0;
    std::FILE* output_ = nullptr;
};

class Encrypted : public testing::TestWithParam<Security> {
protected:
    Certificate certificate;
    NodeServer node{GetParam() == Security::tls ? "tls" : "starttls", certificate};

    Server server() const {
        auto out = parse_server(fmt::format("{}://lind:geheim@127.0.0.1:{}?timeout=10&ca={}",
                                            GetParam() == Security::tls ? "smtps" : "smtp", node.port(),
                                            certificate.file("certificate.pem")));
        return out.value();
    }
};

INSTANTIATE_TEST_SUITE_P(Securities, Encrypted, testing::Values(Security::starttls, Security::tls),
                         [](const auto& each) { return each.param == Security::tls ? "tls" : "starttls"; });

TEST_P(Encrypted, BringsMailsWithTheRightPasswordAndCertificateOnly) {
    const std::string letter = "Subject: x\r\n\r\n.a\r\n";
    Sender sender(server());
    for (int i = 0; i < 2; ++i) {
        const auto outcome = sender.send(from, anna, letter);
        ASSERT_EQ(outcome.kind, Kind::sent) << outcome.reply;
        EXPECT_EQ(node.line(), "post@studiolind.example anna@example.com U3ViamVjdDogeA0KDQouYQ0K");
    }

    auto wrong = server();
    wrong.password = "wrong";
    auto outcome = mail::send(wrong, from, anna, letter);
    EXPECT_EQ(outcome.kind, Kind::our_fault);
    EXPECT_EQ(outcome.code, 535) << outcome.reply;

    wrong = server();
    wrong.ca_file.clear();
    outcome = mail::send(wrong, from, anna, letter);
    EXPECT_EQ(outcome.kind, Kind::our_fault) << outcome.reply;
    EXPECT_EQ(outcome.code, 0);

    wrong = server();
    wrong.host = "localhost";  // the certificate is not for this name
    EXPECT_EQ(mail::send(wrong, from, anna, letter).kind, Kind::our_fault);

    wrong = server();
    wrong.ca_file = "/nowhere.pem";
    EXPECT_EQ(mail::send(wrong, from, anna, letter).kind, Kind::our_fault);
}

}  // namespace
}  // namespace mail
