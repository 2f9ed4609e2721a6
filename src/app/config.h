// Settings: a flag beats its environment variable, which beats TIMEBOK_..._FILE, which beats the default.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace app {

// One setting, for `timebok config` and `--help`: "port" is --port, TIMEBOK_PORT and TIMEBOK_PORT_FILE.
struct Setting {
    std::string name;
    std::string description;
    std::string value;
    std::string source = "default";  // or "--port", "TIMEBOK_PORT", "TIMEBOK_PORT_FILE"
    bool secret = false;             // shown as ***
    bool is_switch = false;          // on or off
    int least = 0, most = 0;         // of a number; most 0: a text
};

struct Config {
    std::string command = "serve";
    std::vector<std::string> arguments;  // of the command, as it names them
    std::vector<Setting> settings;

    const std::string& text(std::string_view name) const;
    bool on(std::string_view name) const;
    std::vector<std::string> list(std::string_view name) const;  // comma-separated
    std::uint16_t port() const;
    std::size_t number(std::string_view name) const;
    // The database's address: --database, or the SQLite file in --data.
    std::string database() const;
    // Where visitors find the installation, without a slash at the end: --base-url, or what is listened on.
    std::string address(std::uint16_t port) const;
};

struct Usage {
    int exit_code;  // 0: help was asked for
    std::string text;
};

// Throws Usage when the arguments make no sense or help was asked for.
Config read_config(int argc, const char* const* argv);
// Each setting with its value and where it came from.
std::string describe(const Config& config);

}  // namespace app
