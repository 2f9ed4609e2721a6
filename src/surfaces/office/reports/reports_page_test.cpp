#include "office/reports/reports.h"

#include "office/frame/test_office.h"
#include "office/reports/chart.h"
#include "reports/report.h"

namespace office::test {
namespace {

class ReportPage : public OfficeTest {
protected:
    ReportPage() {
        reports::subscribe(world.registry);
        register_reports(world.registry);
        as_owner();
        world.book(world.anna, world.salon.cut, world.salon.mira, "fri 10:00").value();
    }
    http::Response page(const std::string& query) { return get(office::reports, office("/reports" + query)); }
    http::Response table(const std::string& query) { return get(report_table, office("/reports/table.csv" + query)); }
};

TEST_P(ReportPage, TellsOfAPeriodAndWhatItIsComparedWith) {
    const auto week = page("?period=this-week");
    EXPECT_EQ(week.status, 200);
    EXPECT_TRUE(shows(week, "30 November 2026 to 6 December 2026"));
    EXPECT_TRUE(shows(week, "Before: 23 November 2026 to 29 November 2026."));
    EXPECT_TRUE(shows(week, "690"));
    EXPECT_TRUE(shows(week, "role=\"img\""));
    EXPECT_TRUE(shows(page("?period=days&first=2026-12-04&last=2026-12-04"), "4 December 2026"));
    EXPECT_TRUE(shows(page("?period=nonsense"), "1 November 2026 to 30 November 2026"));
}

TEST_P(ReportPage, SaysWhatIsWrongWithThePeriod) {
    const auto backwards = page("?period=days&first=2026-12-04&last=2026-12-03");
    EXPECT_EQ(backwards.status, 422);
    EXPECT_TRUE(shows(backwards, "The last day has to be the first day or a later one."));
    EXPECT_TRUE(shows(page("?period=days&first=2016-12-04&last=2026-12-03"), "more than 5 years"));
    EXPECT_EQ(page("?period=days&first=x&last=").status, 422);
}

TEST_P(ReportPage, IsOfOnePersonOrService) {
    const auto of = [&](const std::string& what) {
        return shows(page("?period=this-week&" + what), "Nothing was booked in this time.");
    };
    EXPECT_FALSE(of("provider=" + base::to_text(world.salon.mira)));
    EXPECT_TRUE(of("provider=" + base::to_text(world.salon.jonas)));
    EXPECT_TRUE(of("service=" + base::to_text(world.salon.colour)));
    EXPECT_FALSE(of("provider=" + base::to_text(world.neighbour.eva))) << "nobody here: not asked for";
}

TEST_P(ReportPage, GivesItsTablesAway) {
    world.db().write([&](db::Tx& tx) {
        tx.execute("update staff_members set name = :name where business_id = :business and id = :id",
                   "=HYPERLINK(\"x\")", business(), world.salon.mira);
        tx.execute("update businesses set version = version + 1 where id = :id", business());
    });
    const auto people = table("?table=people&period=this-week");
    EXPECT_EQ(people.type, "text/csv; charset=utf-8");
    EXPECT_EQ(header(people, "Content-Disposition"),
              "attachment; filename=\"studio-lind-people-2026-11-30-2026-12-06.csv\"");
    EXPECT_TRUE(shows(people, "\"'=HYPERLINK(\"\"x\"\")\",1,0,0,0,690.00,0.75,37.50\r\n"));
    EXPECT_TRUE(shows(table("?table=hours&period=this-week"), "Friday,10:00,0.75,2.00\r\n"));
    EXPECT_TRUE(shows(table("?table=periods&period=this-week"), "2026-12-04,2026-12-04,1,0,0,0,690.00\r\n"));
    for (const auto* name : {"services", "sources"}) EXPECT_EQ(table(std::string("?table=") + name).status, 200);
    EXPECT_EQ(table("?table=customers").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Engines, ReportPage, testing::ValuesIn(support::engines()), support::engine_name);

TEST(ReportChart, HasARoundNumberOnTop) {
    EXPECT_EQ(top_of_scale(1), 1);
    EXPECT_EQ(top_of_scale(3), 5);
    EXPECT_EQ(top_of_scale(10), 10);
    EXPECT_EQ(top_of_scale(11), 20);
    EXPECT_EQ(top_of_scale(4'999'999), 5'000'000);
}

}  // namespace
}  // namespace office::test
