// HTTP/1.1 over one kept connection to 127.0.0.1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bench {

struct Answer {
    int status = 0;  // 0: the connection broke
    std::string head, body;
    std::size_t bytes() const { return head.size() + body.size(); }
};

class Client {
public:
    explicit Client(std::uint16_t port) : port_(port) {}
    ~Client() { close(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // `headers`: whole lines, each with its CRLF.
    Answer get(std::string_view path, std::string_view headers = {});
    Answer post(std::string_view path, std::string_view json);

private:
    bool open();
    void close();
    Answer exchange(std::string_view request);

    std::uint16_t port_;
    int socket_ = -1;
};

}  // namespace bench
