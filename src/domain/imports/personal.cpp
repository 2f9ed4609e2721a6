#include "imports/personal.h"

#include "customers/fields.h"
#include "db/db.h"
#include "personal/merge.h"
#include "personal/personal.h"

#include <nlohmann/json.hpp>

namespace imports {
namespace {

using json = nlohmann::ordered_json;
using S = std::string;

personal::Files files(db::Session& session, const Clock&, const personal::Subject& subject) {
    json out = json::array();
    for (const auto& [row, before, after, at] : session.rows<std::int64_t, S, S, Instant>(
             "select row_number, before, after, at from import_changes where business_id = :business "
             "and customer_id = :customer order by at, import_id",
             subject.business, subject.customer))
        out.push_back({{"at", personal::json_time(at)}, {"row", row}, {"before", before}, {"after", after}});
    if (out.empty()) return {};
    return {{"imports.json", out.dump(2)}};
}

}  // namespace

void add_personal(activity::Registry& registry) {
    registry.add(personal::Part{
        .name = "imports",
        .tables = {{"import_changes", "import_id customer_id is_new labels happened outcome left_as_is",
                    "whose; counters, and what became of undoing it"}},
        .heading = [](i18n::Language language) { return i18n::words(language, "Imports"); },
        .label = [](i18n::Language language, std::string_view member) -> std::string {
            if (member == "at") return i18n::words(language, "When");
            if (member == "row") return i18n::words(language, "Row in the file");
            if (member == "before") return i18n::words(language, "Before");
            if (member == "after") return i18n::words(language, "After");
            return {};
        },
        .files = files,
        .erase =
            [](db::Tx& tx, const personal::Erasing& erasing) {
                tx.execute("delete from import_changes where business_id = :business and customer_id = :customer",
                           erasing.subject.business, erasing.subject.customer);
            }});
    registry.add(personal::MergePart{
        .name = "imports", .tables = {{"import_changes", "what a file brought into that record, whoever it is now"}}});
}

}  // namespace imports
