package org.nakhoda.apiserver.admission.policy;

/** What match conditions say of a request. */
public sealed interface Verdict {
    /** All of them hold. */
    record Holds() implements Verdict {}

    /** One of them does not hold, or that cannot be told and may be ignored: whoever has them is not concerned. */
    record Unconcerned() implements Verdict {}

    /** That cannot be told, and the request has to be refused. */
    record Failed(String why) implements Verdict {}
}
