package org.nakhoda.apiserver.admission.policy;

import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.apiserver.cel.ExpressionFault;

/** Is told of each expression that cannot be understood, and where it stands. */
@FunctionalInterface
interface CompileFaults {
    /** What is stored is used as far as it can be: an expression at fault says so when it is asked for its value. */
    CompileFaults UNTOLD = (path, text, fault) -> {};

    void at(FieldPath path, String text, ExpressionFault fault);

    static CompileFaults into(FieldErrors errors) {
        return (path, text, fault) -> errors.invalid(path, text, fault.getMessage());
    }
}
