package org.nakhoda.apiserver.forwarding;

/** What became of a request that was to be sent to the leading master; for metrics. */
public enum ForwardingOutcome {
    /** The leader has answered, whatever it said. */
    ANSWERED,
    /** Nobody led, or could be reached, in time: it was not done. */
    NOT_DONE,
    /** The leader was lost while it worked on it. */
    UNKNOWN,
    /** Too many were on their way already. */
    REFUSED
}
