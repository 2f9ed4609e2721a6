#include "onboarding/ready_services.h"

#include "base/msgid.h"
#include "i18n/i18n.h"

#include <algorithm>

namespace onboarding {
namespace {

constexpr ReadyService kHair[] = {
    {N_("Haircut"), Minutes{45}},
    {N_("Haircut for children"), Minutes{30}},
    {N_("Beard trim"), Minutes{20}},
    {N_("Wash and blow-dry"), Minutes{45}},
    {N_("Colour"), Minutes{120}},
    {N_("Highlights"), Minutes{150}, false},
    {N_("Hair treatment"), Minutes{30}, false},
};
constexpr ReadyService kBeauty[] = {
    {N_("Facial"), Minutes{60}},           {N_("Manicure"), Minutes{45}}, {N_("Pedicure"), Minutes{60}},
    {N_("Lashes and brows"), Minutes{30}}, {N_("Waxing"), Minutes{30}},   {N_("Make-up"), Minutes{60}, false},
    {N_("Massage"), Minutes{60}, false},
};
constexpr ReadyService kHealth[] = {
    {N_("First consultation"), Minutes{30}}, {N_("Consultation"), Minutes{20}},
    {N_("Follow-up"), Minutes{15}},          {N_("Video consultation"), Minutes{20}},
    {N_("Vaccination"), Minutes{10}, false}, {N_("Health check"), Minutes{45}, false},
};
constexpr ReadyService kPhysiotherapy[] = {
    {N_("First examination"), Minutes{60}},  {N_("Treatment"), Minutes{30}},
    {N_("Long treatment"), Minutes{45}},     {N_("Sports massage"), Minutes{45}},
    {N_("Acupuncture"), Minutes{30}, false}, {N_("Guided training"), Minutes{45}, false},
};
constexpr ReadyService kAdvice[] = {
    {N_("Introductory talk"), Minutes{30}}, {N_("Session"), Minutes{60}},          {N_("Long session"), Minutes{90}},
    {N_("Session online"), Minutes{60}},    {N_("Follow-up"), Minutes{30}, false},
};
constexpr ReadyService kRepairs[] = {
    {N_("Service"), Minutes{120}}, {N_("Change of tyres"), Minutes{45}},   {N_("Diagnosis"), Minutes{60}},
    {N_("Repair"), Minutes{120}},  {N_("Inspection"), Minutes{60}, false}, {N_("Bicycle service"), Minutes{60}, false},
};
constexpr ReadyService kAnimals[] = {
    {N_("Bath and brush"), Minutes{60}},
    {N_("Full grooming"), Minutes{120}},
    {N_("Claw clipping"), Minutes{15}},
    {N_("First visit of a puppy"), Minutes{45}},
    {N_("Grooming of a cat"), Minutes{60}, false},
};

constexpr ReadyService kMassage[] = {
    {N_("Massage, half an hour"), Minutes{30}},       {N_("Massage, an hour"), Minutes{60}},
    {N_("Massage, an hour and a half"), Minutes{90}}, {N_("Sports massage"), Minutes{45}},
    {N_("Massage for two"), Minutes{60}, false},
};
constexpr ReadyService kFitness[] = {
    {N_("First session"), Minutes{60}},
    {N_("Personal training"), Minutes{60}},
    {N_("Personal training, short"), Minutes{30}},
    {N_("Training plan"), Minutes{45}, false},
};
constexpr ReadyService kTeaching[] = {
    {N_("Trial lesson"), Minutes{30}},
    {N_("Lesson"), Minutes{45}},
    {N_("Double lesson"), Minutes{90}},
    {N_("Lesson online"), Minutes{45}},
};

// Of businesses::kKinds, in the same order.
constexpr std::array<std::span<const ReadyService>, businesses::kKinds.size()> kServices{
    kHair, kBeauty, kMassage, kHealth, kPhysiotherapy, kFitness, kTeaching, kAnimals, kRepairs, kAdvice, {}};

}  // namespace

std::span<const ReadyService> ready_services(std::string_view kind) {
    const auto found = std::ranges::find(businesses::kKinds, kind);
    if (found == businesses::kKinds.end()) return {};
    return kServices.at(static_cast<std::size_t>(found - businesses::kKinds.begin()));
}

businesses::Text in_languages(const char* words, const std::vector<std::string>& languages) {
    businesses::Text out;
    for (const auto& tag : languages) {
        const auto language = i18n::parse_language(tag);
        if (!language) continue;
        auto text = i18n::words(*language, words);
        if (out.fallback.empty())
            out.fallback = std::move(text);
        else
            out.translations.emplace(tag, std::move(text));
    }
    if (out.fallback.empty()) out.fallback = words;
    return out;
}

}  // namespace onboarding
