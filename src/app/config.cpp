#include "app/config.h"

#include "base/result.h"
#include "mail/mail.h"
#include "operators/sign_up.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>

namespace app {
namespace {

constexpr std::array<std::string_view, 5> kLogLevels{"debug", "info", "warn", "error", "off"};

std::vector<Setting> defaults() {
    std::vector<Setting> out;
    const auto add = [&](std::string name, std::string value, std::string description) -> Setting& {
        return out.emplace_back(
            Setting{.name = std::move(name), .description = std::move(description), .value = std::move(value)});
    };
    const auto add_switch = [&](std::string name, std::string value, std::string description) {
        add(std::move(name), std::move(value), std::move(description)).is_switch = true;
    };
    const auto add_number = [&](std::string name, std::string value, int least, int most, std::string description) {
        auto& setting = add(std::move(name), std::move(value), std::move(description));
        setting.least = least;
        setting.most = most;
    };
    add_number("port", "8080", 0, 65535, "port to listen on; 0 takes any free one");
    add("listen", "127.0.0.1", "IPv4 or IPv6 address to listen on");
    add("data", "data", "folder of the SQLite file");
    add("database", "", "SQLite file or postgresql://user:password@host/name; empty: timebok.db in the data folder")
        .secret = true;
    add("base-url", "", "address that visitors use, such as https://book.example.org; empty: as they came");
    add_switch("empty", "off", "start a new installation without the demo businesses");
    add("trusted-proxies", "", "addresses or CIDR blocks, comma-separated, whose X-Forwarded-* are believed");
    add_switch("rate-limits", "on", "limits on requests by address; off only for load tests");
    add("mail-server", "",
        "smtp://user:password@host:587 or smtps://user:password@host:465; empty: mails are kept and not sent")
        .secret = true;
    add("mail-from", "", "address that mails come from, such as booking@example.org; needed with mail-server");
    add_number("workers", "32", 1, 256, "threads that answer requests");
    add_number("streams", "2000", 0, 20000, "open pages of the back office that hear of changes at once");
    add_number("cache", "48", 1, 65536, "MiB of memory for pages, settings and free times that are kept");
    add_number("readers", "8", 1, 256, "database connections for reading (SQLite) or for everything (PostgreSQL)");
    add("log-level", "info", "debug, info, warn, error or off");
    add_switch("private-addresses", "off",
               "let sign-in providers that businesses enter be on this machine or a private network, without https");
    add("sign-up", "closed",
        "whether strangers open a business by themselves: open, invited (by an operator) or closed");
    add("operator-contact", "", "how businesses reach you who run this installation, shown where one is suspended");
    add("metrics-token", "", "bearer token for /metrics from elsewhere; empty: this machine only").secret = true;
    add("secret", "", "key for form tokens and seals; empty: made once and kept in the database").secret = true;
    return out;
}

std::string variable(const Setting& setting) {
    std::string out = "TIMEBOK_";
    for (const char c : setting.name)
        out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return out;
}

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    if (!file || !std::getline(file, line)) throw Usage{2, "timebok: cannot read " + path + "\n"};
    return line;
}

void read_environment(Setting& setting) {
    const auto name = variable(setting);
    const auto file_name = name + "_FILE";
    if (const char* path = std::getenv(file_name.c_str())) {
        setting.value = first_line(path);
        setting.source = file_name;
    }
    if (const char* value = std::getenv(name.c_str())) {
        setting.value = value;
        setting.source = name;
    }
}

// "1", "true" and "yes" are understood too.
void check(Setting& setting) {
    if (setting.is_switch) {
        if (setting.value == "1" || setting.value == "true" || setting.value == "yes") setting.value = "on";
        if (setting.value == "0" || setting.value == "false" || setting.value == "no" || setting.value.empty())
            setting.value = "off";
        if (setting.value != "on" && setting.value != "off")
            throw Usage{2, fmt::format("timebok: {} is on or off, not {:?}\n", setting.name, setting.value)};
    }
    if (setting.name == "log-level" && std::ranges::find(kLogLevels, setting.value) == kLogLevels.end())
        throw Usage{2, fmt::format("timebok: log-level is {}, not {:?}\n", fmt::join(kLogLevels, ", "), setting.value)};
    if (setting.name == "sign-up" && !operators::parse_sign_up(setting.value))
        throw Usage{2, fmt::format("timebok: sign-up is open, invited or closed, not {:?}\n", setting.value)};
    if (setting.name == "mail-server" && !setting.value.empty() && !mail::parse_server(setting.value))
        throw Usage{2, "timebok: mail-server is smtp://user:password@host:587 or smtps://user:password@host:465 "
                       "(docs/operating.md has its options)\n"};
    if (setting.name == "mail-from" && !setting.value.empty() && !mail::is_address(setting.value))
        throw Usage{2, fmt::format("timebok: mail-from is an e-mail address, not {:?}\n", setting.value)};
    if (setting.most == 0) return;
    const bool digits = !setting.value.empty() && setting.value.size() <= 5 &&
                        setting.value.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || std::stoi(setting.value) > setting.most || std::stoi(setting.value) < setting.least)
        throw Usage{2, fmt::format("timebok: {} is a number from {} to {}, not {:?}\n", setting.name, setting.least,
                                   setting.most, setting.value)};
}

const Setting& find(const Config& config, std::string_view name) {
    const auto found = std::ranges::find(config.settings, name, &Setting::name);
    CHECK(found != config.settings.end());
    return *found;
}

}  // namespace

const std::string& Config::text(std::string_view name) const { return find(*this, name).value; }
bool Config::on(std::string_view name) const { return text(name) == "on"; }
std::size_t Config::number(std::string_view name) const { return std::stoul(text(name)); }
std::uint16_t Config::port() const { return static_cast<std::uint16_t>(std::stoi(text("port"))); }

std::vector<std::string> Config::list(std::string_view name) const {
    std::vector<std::string> out;
    std::string rest = text(name);
    for (std::size_t at = 0; at < rest.size();) {
        const auto comma = std::min(rest.find(',', at), rest.size());
        const auto begin = rest.find_first_not_of(' ', at);
        const auto end = rest.find_last_not_of(' ', comma - 1);
        if (begin < comma) out.push_back(rest.substr(begin, end - begin + 1));
        at = comma + 1;
    }
    return out;
}

std::string Config::database() const {
    return text("database").empty() ? text("data") + "/timebok.db" : text("database");
}

std::string Config::address(std::uint16_t port) const {
    auto base = text("base-url");
    while (base.ends_with('/')) base.pop_back();
    if (!base.empty()) return base;
    const auto& listen = text("listen");
    return fmt::format("http://{}:{}", listen.find(':') == std::string::npos ? listen : "[" + listen + "]", port);
}

Config read_config(int argc, const char* const* argv) {
    Config config;
    config.settings = defaults();
    CLI::App cli("Timebok, an appointment book for service businesses.", "timebok");
    cli.set_version_flag("--version", "timebok 0.1.0");
    cli.footer(
        "Every setting has an environment variable (--base-url is TIMEBOK_BASE_URL), and one ending in _FILE that\n"
        "names a file with the value. `timebok config` prints what is in force and where it came from.");
    std::map<std::string, std::string> flags;
    for (auto& setting : config.settings) {
        if (setting.is_switch && setting.value == "off")
            cli.add_flag("--" + setting.name + "{on}", flags[setting.name], setting.description);
        else
            cli.add_option("--" + setting.name, flags[setting.name], setting.description);
    }
    const auto command = [&](const char* name, const char* text) {
        auto* sub = cli.add_subcommand(name, text);
        sub->fallthrough();
        sub->callback([&config, name] { config.command = name; });
        return sub;
    };
    command("serve", "serve pages and API (the default)");
    command("migrate", "bring the database's schema up to date and stop");
    command("config", "print the settings in force and where they came from");
    command("check", "look for damage in the database, pending migrations and dead jobs");
    command("retry", "put dead jobs back to work");
    config.arguments.resize(3);
    command("demo", "load the demo businesses into an installation without any")
        ->add_option("MONTHS", config.arguments[0],
                     "of history, 12 unless told otherwise; or `remove`: takes them away");
    command("backup", "copy the SQLite database to FILE while it is in use")
        ->add_option("FILE", config.arguments[0])
        ->required();
    command("restore", "replace the SQLite database by the backup FILE")
        ->add_option("FILE", config.arguments[0])
        ->required();
    command("move", "copy the whole installation into another, empty database, compare the two, and stop")
        ->add_option("--to", config.arguments[0],
                     "that database: a SQLite file or postgresql://user:password@host/name")
        ->required();
    auto* to_operate =
        command("operator-link", "print an address to choose an operator's password at; codes are set up anew");
    to_operate
        ->add_option("EMAIL", config.arguments[0], "that the operator signs in with; nobody's: an operator is made")
        ->required();
    to_operate->add_option("NAME", config.arguments[1], "of a new operator");
    auto* link = command("staff-link", "print an address to choose a password at, for staff who cannot sign in");
    link->add_option("BUSINESS", config.arguments[0], "last part of its address, such as studio-lind")->required();
    link->add_option("EMAIL", config.arguments[1],
                     "that the staff member signs in with; where nobody owns the business, they become its owner")
        ->required();
    link->add_option("NAME", config.arguments[2], "of a new owner");
    cli.require_subcommand(0, 1);
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream out, wrong;
        const int code = cli.exit(error, out, wrong);
        throw Usage{code == 0 ? 0 : 2, out.str() + wrong.str()};
    }
    for (auto& setting : config.settings) {
        read_environment(setting);
        if (const auto* option = cli.get_option_no_throw("--" + setting.name); option && option->count() > 0) {
            setting.value = flags[setting.name];
            setting.source = "--" + setting.name;
        }
        check(setting);
    }
    if (!config.text("mail-server").empty() && config.text("mail-from").empty())
        throw Usage{2, "timebok: mail-server needs mail-from, the address that mails come from\n"};
    if (config.text("sign-up") != "closed" && config.text("mail-server").empty())
        throw Usage{2, "timebok: sign-up needs mail-server, since owners confirm their address by a mail\n"};
    return config;
}

std::string describe(const Config& config) {
    std::string out;
    for (const auto& setting : config.settings) {
        const auto shown = setting.secret && !setting.value.empty() ? "***" : setting.value;
        out += fmt::format("{:<16} {:<28} {:<26} {}\n", setting.name, shown.empty() ? "-" : shown, setting.source,
                           setting.description);
    }
    return out;
}

}  // namespace app
