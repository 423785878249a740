package org.nakhoda.apiserver.start;

/** Something that exactly the leading master does. */
interface LeaderDuty {
    /** As it stands in the log. */
    String name();

    /**
     * Begins. This master leads, or has just ceased to: whatever is written then fails. Is called again after {@link #end}, or
     * after it failed.
     */
    void begin();

    /** Ends what {@link #begin} began, if it is not one that ends by itself when its writes are refused. Idempotent. */
    void end();

    /** A duty that looks by itself, before each of its acts, whether this master leads, and has to be told only of the beginning. */
    static LeaderDuty of(String name, Runnable begin) {
        return of(name, begin, () -> {});
    }

    static LeaderDuty of(String name, Runnable begin, Runnable end) {
        return new LeaderDuty() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void begin() {
                begin.run();
            }

            @Override
            public void end() {
                end.run();
            }
        };
    }
}
