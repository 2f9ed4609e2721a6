// What the steps share: where the owner is among them, and where they go on.
#pragma once

#include "office/frame/form.h"
#include "office/start/start.h"
#include "onboarding/onboarding.h"

namespace office {

using onboarding::Step;

const char* step_words(Step step);
std::string start_path(const Page& page, std::string_view rest = {});
std::string step_path(const Page& page, Step step);
onboarding::Done done_of(const Page& page);

// A step's page under the list of all steps.
http::Response step_page(const Page& page, Step step, std::string_view view, int status,
                         const std::function<void(html::Values&)>& fill);
// The step is done; to the first that is not.
http::Response go_on(const Page& page, Step step);

}  // namespace office
