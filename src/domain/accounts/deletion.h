// What deleting a customer takes of their login, and how it comes back (personal/deletion.h).
#pragma once

namespace activity {
class Registry;
}

namespace accounts {

// The account with its password and calendar address is kept aside, so that its address is free for others; sessions
// and links end for good. Restoring refuses conflict account.email_taken.
void add_deletion(activity::Registry& registry);

}  // namespace accounts
