// What a workflow says, in words: for its editor and for the log of changes.
#pragma once

#include "notify/condition.h"
#include "notify/workflow.h"
#include "office/frame/form.h"

namespace office {

// "2 days": in the largest unit that it is a whole number of.
std::string span_words(i18n::Language language, Minutes span);

// What a condition on that may choose from.
std::vector<Option> condition_options(const Page& page, notify::Fact fact);
// "Service is one of these: Haircut, Colour; Customer is none of these: new"; "none" without any.
std::string condition_words(const Page& page, const std::vector<notify::Condition>& conditions);

// That a mail which lets people in holds no link that does; empty: nothing is missing.
std::string no_way_in_words(const Page& page, TemplateId id);

}  // namespace office
