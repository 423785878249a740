package org.nakhoda.apiserver.cel;

import java.util.function.Supplier;

/** Answers the questions that ask whether a text is a value of some type. */
final class Trial {
    private Trial() {}

    static boolean succeeds(Supplier<?> conversion) {
        try {
            return conversion.get() != null;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
