// HTTP/1.1 over a plain socket to 127.0.0.1: what a client sees of a server that may die at any moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace torture {

// The fields of a form, and how a browser sends them.
using Pairs = std::vector<std::pair<std::string, std::string>>;
std::string encoded(const Pairs& form);

struct Answer {
    enum class Fate {
        answered,
        lost,  // the connection broke: the server is dead, so the request is over, done or not
        late,  // no answer in time: the server may still do it
    } fate = Fate::lost;
    int status = 0;
    bool is_replay = false;  // Idempotent-Replay
    std::string head, body;
};

// A connection that is kept between requests and opened when it is needed.
class Wire {
public:
    explicit Wire(std::chrono::seconds patience) : patience_(patience) {}
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire() { close(); }

    // False: nothing was sent, or what was sent can not have reached anybody whole.
    bool send(std::uint16_t port, std::string_view request);
    Answer receive();
    void close();

private:
    bool open(std::uint16_t port);
    bool fill();

    std::chrono::seconds patience_;
    int socket_ = -1;
    std::uint16_t port_ = 0;
    std::string read_;
    bool late_ = false;
};

}  // namespace torture
