package org.nakhoda.apiserver.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.runtime.CelEvaluationException;

/** Why an expression has no value. */
final class EvaluationFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern PLACE = Pattern.compile("^evaluation error(?: at [^:]*:\\d+)?: ");
    private static final Pattern KEY = Pattern.compile("^key '(.*)' is not present in map\\.?$");
    private static final Pattern INDEX = Pattern.compile("(-?\\d+)\\.?$");

    private final Kind kind;

    /** What else can be evaluated afterwards. */
    enum Kind {
        /** Another expression. */
        FAILED,
        /** Nothing: this one cost more than a single expression may. */
        LIMIT,
        /** Nothing: all together cost more than they may. */
        BUDGET
    }

    EvaluationFault(Kind kind, String message, Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
    }

    /** The library's faults in the words that Kubernetes has for them. */
    static EvaluationFault of(CelEvaluationException fault) {
        String text = PLACE.matcher(String.valueOf(fault.getMessage())).replaceFirst("");
        String said =
                switch (fault.getErrorCode()) {
                    case ATTRIBUTE_NOT_FOUND -> "no such key: " + found(KEY, text);
                    case INDEX_OUT_OF_BOUNDS -> "index out of bounds: " + found(INDEX, text);
                    case DIVIDE_BY_ZERO -> "division by zero";
                    case OVERLOAD_NOT_FOUND -> "no such overload";
                    case NUMERIC_OVERFLOW -> "integer overflow";
                    default -> text;
                };
        return new EvaluationFault(Kind.FAILED, said, fault);
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : text;
    }

    Kind kind() {
        return kind;
    }
}
