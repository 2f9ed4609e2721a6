// What is to become of one row: the same for a check, which changes nothing, and for the import itself.
#pragma once

#include "imports/reading.h"
#include "imports/store.h"

namespace imports {

enum class Becomes { added, changed, left_alone, fails };

struct Judged {
    Becomes becomes = Becomes::fails;
    std::optional<customers::Customer> existing{};
    customers::Customer added{};   // of a new one
    customers::Changes changed{};  // of one who is there: the whole record as it is to be
    std::vector<std::string> labels{};
    std::vector<Problem> problems{};
    std::string full_name{};
};

class Judge {
public:
    Judge(db::Session& session, const customers::Context& context, BusinessId business, const Plan& plan)
        : session_(session), context_(context), business_(business), plan_(plan) {}

    Judged operator()(const store::Row& row) const;

    // By what the row's person is known, the most certain first; as find_existing looks for them.
    struct Known {
        std::string number, email_key, phone, full_name;
    };
    Known known_by(const customers::Changes& changes) const;

private:
    std::optional<customers::Customer> find_existing(const Known& known) const;

    db::Session& session_;
    const customers::Context& context_;
    BusinessId business_;
    const Plan& plan_;
};

// The fields of a record that differ, as JSON by their names: as they were and as they are.
std::pair<nlohmann::json, nlohmann::json> difference(const customers::Customer& before,
                                                     const customers::Customer& after);
// The values of its fields, as JSON by their names.
nlohmann::json values_of(const customers::Customer& customer);
// Puts the value of that field, as values_of gives it, into what is to be changed.
void put_value(customers::Changes& changes, std::string_view field, const nlohmann::json& value);

}  // namespace imports
