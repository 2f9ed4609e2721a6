// What actions of workflows may be. "message" is the first kind; a feature adds others at start (add_action_kind): a
// webhook, a label, a task. Internal to the domain; workflow.h has the actions themselves.
#pragma once

#include "notify/decide.h"

#include <memory>

namespace notify {

// What a decision will do, put together before its run is written, so that the run can say why not.
struct Plan {
    // Queued with the run's id. To one of the staff, unless they were told of the occasion meanwhile.
    struct Message {
        store::Row row;
        std::optional<store::Notice> notice{};
    };
    std::vector<Message> messages{};
    std::vector<store::Notice> digested{};                      // wait for their members' digests
    std::vector<std::function<void(db::Tx&, RunId)>> others{};  // done after
    bool empty() const { return messages.empty() && digested.empty() && others.empty(); }
};

// Why an action does nothing (explain).
struct Refusal {
    std::string why;
    i18n::Parameters values{};
};

class ActionKind {
public:
    virtual ~ActionKind() = default;
    virtual std::string name() const = 0;  // "message"; kept in the database
    // What is wrong with one, with the fields target, template and those of its options; empty: it can be saved.
    virtual std::vector<FieldError> faults_of(db::Session& session, BusinessId business, const Workflow& workflow,
                                              const Action& action) const = 0;
    // Adds to the plan. The workflow's conditions hold.
    virtual std::optional<Refusal> plan(db::Tx& tx, const Setting& setting, const Question& question,
                                        const Facts& facts, const Action& action, Plan& to) const = 0;
};

// Before any thread asks for one. CHECKs that the name is new.
void add_action_kind(std::unique_ptr<const ActionKind> kind);
const ActionKind* find_action_kind(std::string_view name);

std::unique_ptr<const ActionKind> message_action();

}  // namespace notify
