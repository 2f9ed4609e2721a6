#include "app/commands.h"
#include "work/apart.h"

#include <fmt/format.h>

#include <exception>
#include <map>

int main(int argc, char** argv) {
    if (const auto code = work::serve_job(argc, argv)) return *code;
    static const std::map<std::string, int (*)(const app::Config&)> commands{{"serve", app::serve},
                                                                             {"migrate", app::migrate},
                                                                             {"demo", app::demo},
                                                                             {"config", app::show_config},
                                                                             {"check", app::check},
                                                                             {"retry", app::retry},
                                                                             {"backup", app::backup},
                                                                             {"restore", app::restore},
                                                                             {"move", app::move},
                                                                             {"staff-link", app::staff_link},
                                                                             {"operator-link", app::operator_link}};
    try {
        const auto config = app::read_config(argc, argv);
        return commands.at(config.command)(config);
    } catch (const app::Usage& usage) {
        fmt::print(usage.exit_code == 0 ? stdout : stderr, "{}", usage.text);
        return usage.exit_code;
    } catch (const std::exception& error) {
        fmt::print(stderr, "timebok: {}\n", error.what());
        return 1;
    }
}
