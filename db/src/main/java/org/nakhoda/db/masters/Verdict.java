package org.nakhoda.db.masters;

/** Whose database is wrong, where a follower's differs from the leader's. */
enum Verdict {
    HERE,
    LEADER,
    /** Too few can be asked. Nothing is thrown away: it may be the only one that is right. */
    OPEN;

    /**
     * More than half of the holders are believed; when all have been asked and there is no such majority, as with two
     * masters, the leader is.
     *
     * @param holders how many have a whole copy when all are well
     * @param agreeing with this member, and itself
     * @param disagreeing with this member, the leader among them
     */
    static Verdict of(int holders, int agreeing, int disagreeing) {
        if (2 * agreeing > holders) {
            return LEADER;
        }
        return 2 * disagreeing > holders || agreeing + disagreeing == holders ? HERE : OPEN;
    }
}
