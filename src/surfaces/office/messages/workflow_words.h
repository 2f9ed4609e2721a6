// What the pages of workflows and templates say in the same words.
#pragma once

#include "notify/condition.h"
#include "notify/workflow.h"
#include "office/frame/form.h"

namespace office {

// What a condition on that may choose from.
std::vector<Option> condition_options(const Page& page, notify::Fact fact);

// That a mail which lets people in holds no link that does; empty: nothing is missing.
std::string no_way_in_words(const Page& page, TemplateId id);

}  // namespace office
