#include "office/reports/chart.h"

#include <algorithm>

namespace office {
namespace {

// Of the drawing; it is as wide as its place.
constexpr double kWide = 1000, kHigh = 100;

std::string number(double value) { return fmt::format("{:.2f}", value); }

void add_bar(html::Values& bars, std::string_view section, double from, double width, double below, double high) {
    if (high <= 0) return;
    bars.add(section)
        .set("X", number(from))
        .set("Y", number(kHigh - below - high))
        .set("WIDE", number(width))
        .set("HIGH", number(high));
}

}  // namespace

std::int64_t top_of_scale(std::int64_t most) {
    for (std::int64_t ten = 1;; ten *= 10)
        for (const auto times : {1, 2, 5})
            if (ten * times >= most) return ten * times;
}

void include_chart(html::Values& values, std::string_view marker, const Page& page, const Chart& chart) {
    std::int64_t most = 1;
    for (const auto& each : chart.columns) most = std::max(most, each.value + each.further);
    const auto top = top_of_scale(most);
    html::Values drawn;
    drawn.set("CHART_ID", chart.id).set("CHART_TITLE", chart.title).set("CHART_ABOUT", chart.about);
    drawn.set("TOP", chart.scale(page, top)).set("MIDDLE", top % 2 == 0 ? chart.scale(page, top / 2) : "");
    const auto place = kWide / static_cast<double>(std::max<std::size_t>(chart.columns.size(), 1));
    const auto part = kHigh / static_cast<double>(top);
    for (std::size_t i = 0; i < chart.columns.size(); ++i) {
        const auto& each = chart.columns[i];
        const auto from = place * (static_cast<double>(i) + .15), width = place * .7;
        const auto high = part * static_cast<double>(each.value);
        add_bar(drawn, "BAR", from, width, 0, high);
        add_bar(drawn, "FURTHER", from, width, high, part * static_cast<double>(each.further));
    }
    if (!chart.columns.empty()) {
        drawn.set("FIRST", chart.columns.front().name);
        drawn.set("LAST", chart.columns.size() > 1 ? chart.columns.back().name : "");
    }
    values.include(marker, "office/reports/chart", std::move(drawn));
}

}  // namespace office
