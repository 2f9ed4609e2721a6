#include "base/test_clock.h"
#include "db/connection.h"

namespace db {

struct detail::Clocked {
    static const Clock* clock(const Session& session) { return session.connection_.clock(); }
};

Instant now(Session& session) {
    const auto* handed_in = detail::Clocked::clock(session);
    if (session.engine() == Engine::sqlite) return handed_in ? handed_in->now() : base::SystemClock().now();
#ifdef TIMEBOK_TEST_CLOCK
    if (handed_in) return handed_in->now();
#endif
    const auto at = session.value<Instant>("select cast(floor(extract(epoch from clock_timestamp())) as bigint)");
    return at.value() + base::ahead_of_machine();
}

}  // namespace db
